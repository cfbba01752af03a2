import type { Labels } from "../core/labels.ts";
import { type Lease, type LeaseResource, leaseLabels } from "../core/lease.ts";
import { fromMillis, toRfc3339 } from "../core/time.ts";
import { type Stub, stub } from "../rpc/channel.ts";
import { LeasesService, type Lease as WireLease } from "../rpc/gen/leases.ts";
import { required, timestampOf } from "./convert.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/** A lease that is to be made. */
export interface NewLease {
  /** Its id. Default: the daemon makes one. */
  readonly id?: string | undefined;
  /** Its labels. */
  readonly labels?: Labels | undefined;
  /** Milliseconds until it ends by itself. Default: never. */
  readonly expires?: number | undefined;
}

/** A lease that is deleted when it is disposed. */
export interface HeldLease extends Lease, AsyncDisposable {}

/** Milliseconds after which the lease of a client that died ends by itself. Source: containerd client/lease.go. */
const forgottenAfter = 24 * 60 * 60 * 1000;

/** Leases. What is created under a lease is not collected while the lease lives. */
export class Leases {
  readonly #wire: Wire;
  readonly #service: Stub<typeof LeasesService>;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#service = stub(wire.channel, LeasesService);
  }

  /** Makes a lease. Already exists: the id is taken. */
  async create(lease: NewLease = {}, options?: RequestOptions): Promise<Lease> {
    const labels: Record<string, string> = { ...lease.labels };
    if (lease.expires !== undefined) {
      labels[leaseLabels.expire] = toRfc3339(fromMillis(Date.now() + lease.expires));
    }
    const answer = await this.#service.create({ id: lease.id ?? "", labels }, this.#wire.call(options));
    return leaseOf(answer.lease);
  }

  /** Makes a lease for the time of some work: `await using lease = await client.leases.hold()`. */
  async hold(options?: RequestOptions): Promise<HeldLease> {
    const lease = await this.create({ expires: forgottenAfter }, options);
    // Without the caller's options: their signal may have aborted by then, and the lease has to go all the same.
    return { ...lease, [Symbol.asyncDispose]: () => this.delete(lease.id, { timeout: 10_000 }) };
  }

  /** The leases that match any of the filters, e.g. `labels.x==y`; without filters all. */
  async list(filters: readonly string[] = [], options?: RequestOptions): Promise<Lease[]> {
    const { leases } = await this.#service.list({ filters: [...filters] }, this.#wire.call(options));
    return leases.map(leaseOf);
  }

  /** Ends a lease. `sync` waits until what only it protected is collected. Not found: `lease "x"`. */
  async delete(
    id: string,
    options: RequestOptions & { readonly sync?: boolean | undefined } = {},
  ): Promise<void> {
    await this.#service.delete({ id, sync: options.sync ?? false }, this.#wire.call(options));
  }

  /** Has the lease protect one more resource. Not found: `lease "x"`. */
  async addResource(id: string, resource: LeaseResource, options?: RequestOptions): Promise<void> {
    await this.#service.addResource({ id, resource }, this.#wire.call(options));
  }

  /** Has the lease protect a resource no longer. Not found: `lease "x"`. */
  async deleteResource(id: string, resource: LeaseResource, options?: RequestOptions): Promise<void> {
    await this.#service.deleteResource({ id, resource }, this.#wire.call(options));
  }

  /** The resources that the lease protects. Not found: `lease "x"`. */
  async resources(id: string, options?: RequestOptions): Promise<LeaseResource[]> {
    const { resources } = await this.#service.listResources({ id }, this.#wire.call(options));
    return resources.map(({ type, id }) => ({ type, id }));
  }
}

function leaseOf(wire: WireLease | null): Lease {
  const { id, labels, createdAt } = required(wire, "a lease");
  return { id, labels, createdAt: timestampOf(createdAt) };
}
