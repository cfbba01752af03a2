// Snapshots as drivers see them: numbers, and the labels that are meant for drivers.
import { type Labels, snapshotLabels } from "../../core/labels.ts";
import type { SnapshotChain, SnapshotCommit } from "../../core/snapshotter.ts";
import { checkParent } from "./changes/snapshots.ts";
import type { SnapshotRows, StoredSnapshot } from "./snapshot-rows.ts";

/** A snapshot that is about to be committed. */
export interface ChainToCommit {
  readonly chain: SnapshotChain;
  /** Whether it was made without the parents that it will have. */
  readonly isRebased: boolean;
}

/** Finds the chains of one driver's snapshots. */
export class SnapshotChains {
  readonly #rows: SnapshotRows;
  readonly #snapshotter: string;

  constructor(rows: SnapshotRows, snapshotter: string) {
    this.#rows = rows;
    this.#snapshotter = snapshotter;
  }

  of({ id, number, kind, labels }: StoredSnapshot): SnapshotChain {
    return { number, kind, parents: this.#rows.ancestors(id), labels: driverLabels(labels) };
  }

  /** The numbers of a parent and its ancestors; none for an empty name. Not found, invalid argument: it cannot be a parent. */
  parents(namespace: string, parent: string): number[] {
    if (parent === "") {
      return [];
    }
    const stored = this.#rows.get(namespace, this.#snapshotter, parent);
    checkParent(parent, stored);
    return this.#numbers(stored);
  }

  /** Undefined where the change will be refused anyhow, for the reason that it finds. */
  toCommit(
    namespace: string,
    { name, key, labels = {}, parent: given = "" }: SnapshotCommit,
  ): ChainToCommit | undefined {
    const get = (each: string): StoredSnapshot | undefined =>
      this.#rows.get(namespace, this.#snapshotter, each);
    const active = get(key);
    const parent = active?.parent || given;
    const stored = parent === "" ? undefined : get(parent);
    const parentFits = parent === "" || stored?.kind === "committed";
    if (active?.kind !== "active" || !parentFits || get(name) !== undefined) {
      return undefined;
    }
    const parents = stored === undefined ? [] : this.#numbers(stored);
    return {
      chain: { number: active.number, kind: "active", parents, labels: driverLabels(labels) },
      isRebased: active.parent === "" && parent !== "",
    };
  }

  #numbers({ id, number }: StoredSnapshot): number[] {
    return [number, ...this.#rows.ancestors(id)];
  }
}

/** Other labels are none of a driver's business. */
export function driverLabels(labels: Labels): Labels {
  return Object.fromEntries(
    Object.entries(labels).filter(
      ([key]) => key === snapshotLabels.ref || key.startsWith("containerd.io/snapshot/"),
    ),
  );
}
