// How an active snapshot or a view comes to be: a number, directories, a record.
import { type Scoped, throwIfAborted } from "../../context/index.ts";
import { type Labels, snapshotLabels } from "../../core/labels.ts";
import type { Mount } from "../../core/mount.ts";
import type { SnapshotChain, SnapshotKind, SnapshotSource } from "../../core/snapshotter.ts";
import { alreadyExists, isKind, messageOf } from "../../errors/index.ts";
import { namesFor, targetOf } from "./changes/snapshots.ts";
import { snapshotFile } from "./files.ts";
import { checkLabelsOf } from "./mask.ts";
import { driverLabels, type SnapshotChains } from "./snapshot-chains.ts";
import { callerOf, type DriverStores } from "./snapshot-stores.ts";

/** What the driver made. */
interface Made {
  /** The snapshot that has the directories. */
  readonly key: string;
  readonly kind: SnapshotKind;
  /** Absent when a remote driver brought the committed target by itself, which has no mounts. */
  readonly mounts?: Mount[];
}

/** Makes the snapshots of one driver. */
export class SnapshotCreation {
  readonly #stores: DriverStores;
  readonly #chains: SnapshotChains;
  #lastNumber: Promise<number> | undefined;

  constructor(stores: DriverStores, chains: SnapshotChains) {
    this.#stores = stores;
    this.#chains = chains;
  }

  /** Already exists: the snapshot, or the committed one that the caller wants to have made of it. */
  async create(ctx: Scoped, kind: SnapshotKind, source: SnapshotSource): Promise<Mount[]> {
    const { parent = "", labels = {} } = source;
    checkLabelsOf("info.Labels", labels);
    await this.#refuseExisting(ctx, source.key, labels);
    const parents = this.#chains.parents(ctx.namespace, parent);
    const number = await this.#nextNumber();
    const { leftovers, name, driver } = this.#stores;
    const file = snapshotFile(name, number);
    leftovers.add("snapshot", file);
    using _directories = await leftovers.hold("snapshot", file);
    let made: Made;
    try {
      made = await this.#make({ number, kind, parents, labels: driverLabels(labels) }, source.key);
      // A caller who has gone may have made the snapshot by another call since, and removed it: it must not come back.
      throwIfAborted(ctx);
      await this.#record(ctx, source, made, number, parents[0] ?? 0);
    } catch (error) {
      await driver.remove(number).catch(() => {});
      throw error;
    }
    if (made.mounts === undefined) {
      throw alreadyExists(`target snapshot "${targetOf(labels)}" from snapshotter`);
    }
    return made.mounts;
  }

  /** This comes before any directory is made, because copying a parent may take long. */
  async #refuseExisting(ctx: Scoped, key: string, labels: Labels): Promise<void> {
    const { rows, changes, name: snapshotter } = this.#stores;
    const names = namesFor({ key, labels });
    if (names.some((name) => rows.get(ctx.namespace, snapshotter, name) !== undefined)) {
      const existing = await changes.run("leaseSnapshot", { ...callerOf(ctx, snapshotter), names });
      if (existing !== undefined) {
        throw existsFault(existing, key);
      }
    }
  }

  async #make(chain: SnapshotChain, key: string): Promise<Made> {
    const { driver } = this.#stores;
    try {
      await driver.prepare(chain);
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
    return { key, kind: chain.kind, mounts: await driver.mounts(chain) };
  }

  async #record(
    ctx: Scoped,
    { key, parent = "", labels = {} }: SnapshotSource,
    made: Made,
    number: number,
    parentNumber: number,
  ): Promise<void> {
    const { changes, name } = this.#stores;
    const isRemote = made.mounts === undefined;
    const { exists } = await changes.run("createSnapshot", {
      ...callerOf(ctx, name),
      key: made.key,
      kind: made.kind,
      parent,
      number,
      parentNumber,
      labels: isRemote ? { ...labels, [snapshotLabels.remote]: "remote snapshot" } : labels,
    });
    if (exists !== undefined) {
      throw existsFault(exists, key);
    }
  }

  /** The next number is above all that have records, and above those of which a crash left directories. */
  #nextNumber(): Promise<number> {
    const last = this.#lastNumber?.catch(() => this.#highestNumber()) ?? this.#highestNumber();
    this.#lastNumber = last.then((number) => number + 1);
    return this.#lastNumber;
  }

  async #highestNumber(): Promise<number> {
    const { rows, driver, name } = this.#stores;
    const directories = await driver.list();
    return directories.reduce((highest, number) => Math.max(highest, number), rows.highestNumber(name));
  }
}

function existsFault(existing: string, key: string): Error {
  return alreadyExists(existing === key ? `snapshot "${key}"` : `target snapshot "${existing}"`);
}
