import type { Database } from "bun:sqlite";
import type { Scoped } from "../../context/index.ts";
import { compileFilters, labelAt } from "../../core/filter.ts";
import type { Lease, LeaseResource, LeaseStore } from "../../core/lease.ts";
import type { Timestamp } from "../../core/time.ts";
import { notFound } from "../../errors/index.ts";
import type { ChangeQueue } from "./change-queue.ts";
import { resourceOf } from "./lease-resources.ts";
import type { Node, Objects } from "./objects.ts";

/** The leases of all namespaces. What a lease holds are references of its object. */
export class Leases implements LeaseStore {
  readonly #objects: Objects;
  readonly #changes: ChangeQueue;
  readonly #collect: () => Promise<unknown>;
  readonly #resources;

  constructor(database: Database, objects: Objects, changes: ChangeQueue, collect: () => Promise<unknown>) {
    this.#objects = objects;
    this.#changes = changes;
    this.#collect = collect;
    this.#resources = database.query<Node, [number]>(
      "SELECT kind, key FROM reference WHERE object = ? AND structural = 1 ORDER BY kind, key",
    );
  }

  create({ namespace, lease }: Scoped, given: { id: string; labels: Lease["labels"] }): Promise<Lease> {
    const id = given.id === "" ? randomId() : given.id;
    return this.#changes.run("createLease", { namespace, lease, id, labels: given.labels });
  }

  async delete({ namespace, lease }: Scoped, id: string, options: { sync?: boolean } = {}): Promise<void> {
    await this.#changes.run("deleteLease", { namespace, lease, id });
    if (options.sync === true) {
      await this.#collect();
    }
  }

  async renew({ namespace, lease }: Scoped, id: string, expiresAt: Timestamp): Promise<void> {
    await this.#changes.run("renewLease", { namespace, lease, id, expiresAt });
  }

  async list({ namespace }: Scoped, filters: readonly string[] = []): Promise<Lease[]> {
    const matches = compileFilters(filters);
    const leases: Lease[] = [];
    for await (const { key, labels, record } of this.#objects.list(namespace, "lease")) {
      if (
        matches(([field, ...rest]) =>
          field === "id" ? key : field === "labels" ? labelAt(labels, rest) : undefined,
        )
      ) {
        leases.push({ id: key, labels, createdAt: record.createdAt });
      }
    }
    return leases;
  }

  async addResource({ namespace, lease }: Scoped, id: string, resource: LeaseResource): Promise<void> {
    await this.#changes.run("addLeaseResource", { namespace, lease, id, resource });
  }

  async deleteResource({ namespace, lease }: Scoped, id: string, resource: LeaseResource): Promise<void> {
    await this.#changes.run("deleteLeaseResource", { namespace, lease, id, resource });
  }

  async resources({ namespace }: Scoped, id: string): Promise<LeaseResource[]> {
    const object = this.#objects.idOf(namespace, "lease", id);
    if (object === undefined) {
      throw notFound(`lease "${id}"`);
    }
    return this.#resources.all(object).map(resourceOf);
  }
}

/** An id such as containerd's clients make up: nanoseconds and three random bytes. */
function randomId(): string {
  const nanos = Math.floor((performance.now() % 1000) * 1e6);
  const random = Buffer.from(crypto.getRandomValues(new Uint8Array(3)));
  return `${nanos}-${random.toString("base64url")}`;
}
