// Names, kinds, parents and labels of snapshots over drivers that know only numbers. Directories are made before their
// record and removed after it, so that whenever the daemon dies a record has them. Power loss may take what was just made.
import type { Scoped } from "../../context/index.ts";
import { compileFilters, labelAt } from "../../core/filter.ts";
import { type Labels, snapshotLabels } from "../../core/labels.ts";
import type { Mount } from "../../core/mount.ts";
import type {
  NamedSnapshots,
  SnapshotChain,
  SnapshotCommit,
  SnapshotInfo,
  SnapshotKind,
  SnapshotSource,
  Snapshots,
  Snapshotter,
  Usage,
} from "../../core/snapshotter.ts";
import type { FieldPaths } from "../../core/update.ts";
import {
  alreadyExists,
  failedPrecondition,
  invalidArgument,
  isKind,
  messageOf,
  notFound,
} from "../../errors/index.ts";
import type { ChangeQueue } from "./change-queue.ts";
import { checkParent, namesFor, targetOf } from "./changes/snapshots.ts";
import { snapshotFile } from "./files.ts";
import type { Leftovers } from "./leftovers.ts";
import { checkLabelsOf } from "./mask.ts";
import { infoOf, type SnapshotRows, type StoredSnapshot } from "./snapshot-rows.ts";

export interface SnapshotsOptions {
  readonly rows: SnapshotRows;
  readonly changes: ChangeQueue;
  readonly leftovers: Leftovers;
}

export class AllSnapshots implements Snapshots {
  readonly #byName = new Map<string, NamedSnapshots>();
  readonly defaultName: string;

  constructor(drivers: ReadonlyMap<string, Snapshotter>, defaultName: string, options: SnapshotsOptions) {
    this.defaultName = defaultName;
    for (const [name, driver] of drivers) {
      this.#byName.set(name, new DriverSnapshots(name, driver, options));
    }
  }

  of(name: string): NamedSnapshots {
    const snapshots = this.#byName.get(name || this.defaultName);
    if (snapshots === undefined) {
      throw invalidArgument(`snapshotter not loaded: ${name}`);
    }
    return snapshots;
  }

  names(): readonly string[] {
    return [...this.#byName.keys()];
  }
}

class DriverSnapshots implements NamedSnapshots {
  readonly #name: string;
  readonly #driver: Snapshotter;
  readonly #options: SnapshotsOptions;
  #lastNumber: Promise<number> | undefined;

  constructor(name: string, driver: Snapshotter, options: SnapshotsOptions) {
    this.#name = name;
    this.#driver = driver;
    this.#options = options;
  }

  get canRebase(): boolean {
    return this.#driver.canRebase;
  }

  async stat(ctx: Scoped, key: string): Promise<SnapshotInfo> {
    return infoOf(this.#stored(ctx, key));
  }

  update(ctx: Scoped, key: string, labels: Labels, paths: FieldPaths = []): Promise<SnapshotInfo> {
    return this.#options.changes.run("updateSnapshot", { ...this.#scope(ctx), key, labels, paths });
  }

  async usage(ctx: Scoped, key: string): Promise<Usage> {
    const stored = this.#stored(ctx, key);
    if (stored.kind === "active") {
      return await this.#driver.usage(this.#chain(stored));
    }
    const { size, inodes } = stored.record;
    return { size, inodes };
  }

  async mounts(ctx: Scoped, key: string): Promise<Mount[]> {
    const stored = this.#stored(ctx, key);
    if (stored.kind === "committed") {
      throw failedPrecondition(`requested snapshot ${key} not active or view`);
    }
    return await this.#driver.mounts(this.#chain(stored));
  }

  prepare(ctx: Scoped, source: SnapshotSource): Promise<Mount[]> {
    return this.#create(ctx, "active", source);
  }

  view(ctx: Scoped, source: SnapshotSource): Promise<Mount[]> {
    return this.#create(ctx, "view", source);
  }

  async commit(ctx: Scoped, { name, key, labels = {}, parent = "" }: SnapshotCommit): Promise<void> {
    checkLabelsOf("info.Labels", labels);
    const { changes } = this.#options;
    const change = { ...this.#scope(ctx), key, name, labels };
    const chain = this.#chainToCommit(ctx, name, key, labels, parent);
    const parentNumber = chain?.parents[0] ?? 0;
    const usage = chain === undefined ? { size: 0, inodes: 0 } : await this.#driver.commit(chain);
    const number = chain?.number ?? 0;
    const { exists } = await changes.run("commitSnapshot", {
      ...change,
      number,
      parent,
      parentNumber,
      usage,
    });
    if (exists) {
      throw alreadyExists(`snapshot "${name}"`);
    }
  }

  async remove(ctx: Scoped, key: string): Promise<void> {
    const { changes, leftovers } = this.#options;
    const number = await changes.run("removeSnapshot", { ...this.#scope(ctx), key });
    leftovers.add("snapshot", snapshotFile(this.#name, number));
  }

  async *list({ namespace }: Scoped, filters: readonly string[] = []): AsyncGenerator<SnapshotInfo> {
    const matches = compileFilters(filters);
    for await (const stored of this.#options.rows.list(namespace, this.#name)) {
      const info = infoOf(stored);
      if (matches((path) => fieldOf(info, path))) {
        yield info;
      }
    }
  }

  async #create(ctx: Scoped, kind: SnapshotKind, source: SnapshotSource): Promise<Mount[]> {
    const { key, parent = "", labels = {} } = source;
    checkLabelsOf("info.Labels", labels);
    await this.#refuseExisting(ctx, key, labels);
    const parents = this.#parents(ctx, parent);
    const number = await this.#nextNumber();
    const { changes, leftovers } = this.#options;
    leftovers.add("snapshot", snapshotFile(this.#name, number));
    using _directories = await leftovers.hold("snapshot", snapshotFile(this.#name, number));
    const chain: SnapshotChain = { number, kind, parents, labels: inherited(labels) };
    try {
      const made = await this.#make(chain, key);
      const change = { ...this.#scope(ctx), parent, number, parentNumber: parents[0] ?? 0 };
      const { exists } = await changes.run("createSnapshot", {
        ...change,
        key: made.key,
        kind: made.kind,
        labels:
          made.mounts === undefined ? { ...labels, [snapshotLabels.remote]: "remote snapshot" } : labels,
      });
      if (exists !== undefined) {
        throw this.#existsFault(exists, key);
      }
      if (made.mounts !== undefined) {
        return made.mounts;
      }
    } catch (error) {
      await this.#driver.remove(number).catch(() => {});
      throw error;
    }
    throw alreadyExists(`target snapshot "${targetOf(labels)}" from snapshotter`);
  }

  /** A remote driver may have the target by itself. The target is then committed already, and has no mounts. */
  async #make(
    chain: SnapshotChain,
    key: string,
  ): Promise<{ key: string; kind: SnapshotKind; mounts?: Mount[] }> {
    try {
      await this.#driver.prepare(chain);
    } catch (error) {
      if (!isKind(error, "already exists")) {
        throw error;
      }
      const target = targetOf(chain.labels);
      if (target === "") {
        throw new Error(`unexpected error from snapshotter: ${messageOf(error)}`);
      }
      return { key: target, kind: "committed" };
    }
    return { key, kind: chain.kind, mounts: await this.#driver.mounts(chain) };
  }

  /** Before any directory is made: to copy a parent may take long. */
  async #refuseExisting(ctx: Scoped, key: string, labels: Labels): Promise<void> {
    const { rows, changes } = this.#options;
    const names = namesFor({ key, labels });
    if (names.some((name) => rows.get(ctx.namespace, this.#name, name) !== undefined)) {
      const existing = await changes.run("leaseSnapshot", { ...this.#scope(ctx), names });
      if (existing !== undefined) {
        throw this.#existsFault(existing, key);
      }
    }
  }

  #existsFault(existing: string, key: string): Error {
    return alreadyExists(existing === key ? `snapshot "${key}"` : `target snapshot "${existing}"`);
  }

  /** Undefined where the change will be refused anyhow, with the reason that it finds. */
  #chainToCommit(
    { namespace }: Scoped,
    name: string,
    key: string,
    labels: Labels,
    given: string,
  ): SnapshotChain | undefined {
    const { rows } = this.#options;
    const active = rows.get(namespace, this.#name, key);
    const parent = active?.parent || given;
    const stored = parent === "" ? undefined : rows.get(namespace, this.#name, parent);
    const parentFits = parent === "" || stored?.kind === "committed";
    if (active?.kind !== "active" || !parentFits || rows.get(namespace, this.#name, name) !== undefined) {
      return undefined;
    }
    if (active.parent === "" && parent !== "" && !this.#driver.canRebase) {
      throw failedPrecondition(`snapshotter ${this.#name} cannot commit onto another parent`);
    }
    const parents = stored === undefined ? [] : [stored.number, ...rows.ancestors(stored.id)];
    return { number: active.number, kind: "active", parents, labels: inherited(labels) };
  }

  #parents({ namespace }: Scoped, parent: string): number[] {
    if (parent === "") {
      return [];
    }
    const { rows } = this.#options;
    const stored = rows.get(namespace, this.#name, parent);
    checkParent(parent, stored);
    return [stored.number, ...rows.ancestors(stored.id)];
  }

  /** Above all that are known, and above those that a crash left directories of. */
  #nextNumber(): Promise<number> {
    const last = this.#lastNumber?.catch(() => this.#highestNumber()) ?? this.#highestNumber();
    this.#lastNumber = last.then((number) => number + 1);
    return this.#lastNumber;
  }

  async #highestNumber(): Promise<number> {
    const known = this.#options.rows.highestNumber(this.#name);
    const directories = await this.#driver.list();
    return directories.reduce((highest, number) => Math.max(highest, number), known);
  }

  #chain(stored: StoredSnapshot): SnapshotChain {
    const { id, number, kind, labels } = stored;
    return { number, kind, parents: this.#options.rows.ancestors(id), labels: inherited(labels) };
  }

  #stored({ namespace }: Scoped, key: string): StoredSnapshot {
    const stored = this.#options.rows.get(namespace, this.#name, key);
    if (stored === undefined) {
      throw notFound(`snapshot ${key} does not exist`);
    }
    return stored;
  }

  #scope({ namespace, lease }: Scoped): {
    namespace: string;
    lease: string | undefined;
    snapshotter: string;
  } {
    return { namespace, lease, snapshotter: this.#name };
  }
}

/** Drivers see only what is meant for them. */
function inherited(labels: Labels): Labels {
  return Object.fromEntries(
    Object.entries(labels).filter(
      ([key]) => key === snapshotLabels.ref || key.startsWith("containerd.io/snapshot/"),
    ),
  );
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
