// The snapshots of one driver, which knows numbers only: names, kinds, parents and labels are in the database. Directories are
// made before their record and removed after it, so that a record has its directories whenever the daemon dies. A loss of
// power may take what was just made.
import { type Scoped, throwIfAborted } from "../../context/index.ts";
import { compileFilters, labelAt } from "../../core/filter.ts";
import type { Labels } from "../../core/labels.ts";
import type { Mount } from "../../core/mount.ts";
import type {
  NamedSnapshots,
  SnapshotCommit,
  SnapshotInfo,
  SnapshotSource,
  Usage,
} from "../../core/snapshotter.ts";
import type { FieldPaths } from "../../core/update.ts";
import { alreadyExists, failedPrecondition, notFound } from "../../errors/index.ts";
import { snapshotFile } from "./files.ts";
import { checkLabelsOf } from "./mask.ts";
import { SnapshotChains } from "./snapshot-chains.ts";
import { SnapshotCreation } from "./snapshot-creation.ts";
import { infoOf, type StoredSnapshot } from "./snapshot-rows.ts";
import { callerOf, type DriverStores } from "./snapshot-stores.ts";

/** The snapshots of one driver. */
export class DriverSnapshots implements NamedSnapshots {
  readonly #stores: DriverStores;
  readonly #chains: SnapshotChains;
  readonly #creation: SnapshotCreation;

  constructor(stores: DriverStores) {
    this.#stores = stores;
    this.#chains = new SnapshotChains(stores.rows, stores.name);
    this.#creation = new SnapshotCreation(stores, this.#chains);
  }

  get canRebase(): boolean {
    return this.#stores.driver.canRebase;
  }

  get mapsIds(): boolean {
    return this.#stores.driver.mapsIds === true;
  }

  async stat(ctx: Scoped, key: string): Promise<SnapshotInfo> {
    return infoOf(this.#stored(ctx, key));
  }

  update(ctx: Scoped, key: string, labels: Labels, paths: FieldPaths = []): Promise<SnapshotInfo> {
    const { changes, name } = this.#stores;
    return changes.run("updateSnapshot", { ...callerOf(ctx, name), key, labels, paths });
  }

  async usage(ctx: Scoped, key: string): Promise<Usage> {
    const stored = this.#stored(ctx, key);
    if (stored.kind === "active") {
      return await this.#stores.driver.usage(this.#chains.of(stored));
    }
    const { size, inodes } = stored.record;
    return { size, inodes };
  }

  async mounts(ctx: Scoped, key: string): Promise<Mount[]> {
    const stored = this.#stored(ctx, key);
    if (stored.kind === "committed") {
      throw failedPrecondition(`requested snapshot ${key} not active or view`);
    }
    return await this.#stores.driver.mounts(this.#chains.of(stored));
  }

  prepare(ctx: Scoped, source: SnapshotSource): Promise<Mount[]> {
    return this.#creation.create(ctx, "active", source);
  }

  view(ctx: Scoped, source: SnapshotSource): Promise<Mount[]> {
    return this.#creation.create(ctx, "view", source);
  }

  async commit(ctx: Scoped, commit: SnapshotCommit): Promise<void> {
    const { name, key, labels = {}, parent = "" } = commit;
    checkLabelsOf("info.Labels", labels);
    const { changes, driver, name: snapshotter } = this.#stores;
    const chain = this.#chains.toCommit(ctx.namespace, commit);
    if (chain?.isRebased && !driver.canRebase) {
      throw failedPrecondition(`snapshotter ${snapshotter} cannot commit onto another parent`);
    }
    const usage = chain === undefined ? { size: 0, inodes: 0 } : await driver.commit(chain.chain);
    throwIfAborted(ctx);
    const { exists } = await changes.run("commitSnapshot", {
      ...callerOf(ctx, snapshotter),
      key,
      name,
      labels,
      number: chain?.chain.number ?? 0,
      parent,
      parentNumber: chain?.chain.parents[0] ?? 0,
      usage,
    });
    if (exists) {
      throw alreadyExists(`snapshot "${name}"`);
    }
  }

  async remove(ctx: Scoped, key: string): Promise<void> {
    const { changes, leftovers, name } = this.#stores;
    const number = await changes.run("removeSnapshot", { ...callerOf(ctx, name), key });
    leftovers.add("snapshot", snapshotFile(name, number));
  }

  async *list({ namespace }: Scoped, filters: readonly string[] = []): AsyncGenerator<SnapshotInfo> {
    const { rows, name } = this.#stores;
    const matches = compileFilters(filters);
    for await (const stored of rows.list(namespace, name)) {
      const info = infoOf(stored);
      if (matches((path) => fieldOf(info, path))) {
        yield info;
      }
    }
  }

  #stored({ namespace }: Scoped, key: string): StoredSnapshot {
    const { rows, name } = this.#stores;
    const stored = rows.get(namespace, name, key);
    if (stored === undefined) {
      throw notFound(`snapshot ${key} does not exist`);
    }
    return stored;
  }
}

function fieldOf(info: SnapshotInfo, [field, ...rest]: readonly string[]): string | undefined {
  switch (field) {
    case "kind":
      return info.kind;
    case "name":
      return info.name;
    case "parent":
      return info.parent;
    case "labels":
      return labelAt(info.labels, rest);
    default:
      return undefined;
  }
}
