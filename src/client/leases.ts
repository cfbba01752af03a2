import type { Labels } from "../core/labels.ts";
import { type Lease, type LeaseResource, leaseLabels } from "../core/lease.ts";
import { fromMillis, toRfc3339 } from "../core/time.ts";
import { type Stub, stub } from "../rpc/channel.ts";
import { LeasesService, type Lease as WireLease } from "../rpc/gen/leases.ts";
import { required, timestampOf } from "./convert.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/** A lease to be made. */
export interface NewLease {
  /** Absent: the daemon makes one. */
  readonly id?: string | undefined;
  readonly labels?: Labels | undefined;
  /** Milliseconds until it ends by itself. Default: never. */
  readonly expires?: number | undefined;
}

/** A lease that is deleted with its scope. */
export interface HeldLease extends Lease, AsyncDisposable {}

/** What a client that dies forgets is collected after this long. Source: containerd client/lease.go. */
const forgottenAfter = 24 * 60 * 60 * 1000;

/** Leases protect what was created under them from collection. */
export class Leases {
  readonly #wire: Wire;
  readonly #service: Stub<typeof LeasesService>;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#service = stub(wire.channel, LeasesService);
  }

  /** Already exists when the id is taken. */
  async create(lease: NewLease = {}, options?: RequestOptions): Promise<Lease> {
    const labels: Record<string, string> = { ...lease.labels };
    if (lease.expires !== undefined) {
      labels[leaseLabels.expire] = toRfc3339(fromMillis(Date.now() + lease.expires));
    }
    const answer = await this.#service.create({ id: lease.id ?? "", labels }, this.#wire.call(options));
    return leaseOf(answer.lease);
  }

  /** A lease for the time of some work: `await using lease = await client.leases.hold()`. */
  async hold(options?: RequestOptions): Promise<HeldLease> {
    const lease = await this.create({ expires: forgottenAfter }, options);
    // The caller's signal may be aborted by now: the lease must go even so.
    return { ...lease, [Symbol.asyncDispose]: () => this.delete(lease.id, { timeout: 10_000 }) };
  }

  /** Those that match any of the filters. */
  async list(filters: readonly string[] = [], options?: RequestOptions): Promise<Lease[]> {
    const { leases } = await this.#service.list({ filters: [...filters] }, this.#wire.call(options));
    return leases.map(leaseOf);
  }

  /** `sync` waits for a collection. */
  async delete(
    id: string,
    options: RequestOptions & { readonly sync?: boolean | undefined } = {},
  ): Promise<void> {
    await this.#service.delete({ id, sync: options.sync ?? false }, this.#wire.call(options));
  }

  /** Protects one more resource. Not found: `lease "x"`. */
  async addResource(id: string, resource: LeaseResource, options?: RequestOptions): Promise<void> {
    await this.#service.addResource({ id, resource }, this.#wire.call(options));
  }

  /** Protects it no longer. */
  async deleteResource(id: string, resource: LeaseResource, options?: RequestOptions): Promise<void> {
    await this.#service.deleteResource({ id, resource }, this.#wire.call(options));
  }

  /** What it protects. */
  async resources(id: string, options?: RequestOptions): Promise<LeaseResource[]> {
    const { resources } = await this.#service.listResources({ id }, this.#wire.call(options));
    return resources.map(({ type, id }) => ({ type, id }));
  }
}

function leaseOf(wire: WireLease | null): Lease {
  const { id, labels, createdAt } = required(wire, "a lease");
  return { id, labels, createdAt: timestampOf(createdAt) };
}
