// All ways to unpack an image: by each built-in snapshotter, layer by layer, and in parallel with those that can rebase.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Mount } from "../../../src/core/mount.ts";
import type { SnapshotChain, Snapshotter } from "../../../src/core/snapshotter.ts";
import { Applier } from "../../../src/layers/apply/applier.ts";
import { rebase } from "../../../src/layers/apply/rebase.ts";
import { targetOf } from "../../../src/layers/apply/target.ts";
import type { Unsettled } from "../../../src/layers/apply/unsettled.ts";
import { mountAll, unmountOnce } from "../../../src/linux/mount.ts";
import { NativeSnapshotter } from "../../../src/snapshotters/native/native.ts";
import { overlayFacts, overlayOptions } from "../../../src/snapshotters/overlay/options.ts";
import { OverlaySnapshotter } from "../../../src/snapshotters/overlay/overlay.ts";
import type { LayerEntry } from "./oci-model.ts";
import type { Chain } from "./random-layers.ts";
import { linesOnDisk, type TreeLines } from "./tree-lines.ts";

export interface Unpacking {
  readonly name: string;
  /** The tree after the layers that could be applied, and their number. */
  unpack(layers: Chain): Promise<{ readonly tree: TreeLines; readonly applied: number }>;
}

export async function openUnpackings(root: string): Promise<Unpacking[]> {
  const target = join(root, "mounted");
  mkdirSync(target);
  const mountOptions = overlayOptions([], overlayFacts());
  const overlay = await OverlaySnapshotter.open({
    root: join(root, "overlay"),
    mountOptions,
    canRebase: true,
  });
  const native = await NativeSnapshotter.open(join(root, "native"));
  let number = 1;
  const next = (): number => number++;
  return [
    { name: "native, layer by layer", unpack: (layers) => oneByOne(native, next, target, layers) },
    { name: "overlayfs, layer by layer", unpack: (layers) => oneByOne(overlay, next, target, layers) },
    { name: "overlayfs, side by side", unpack: (layers) => sideBySide(overlay, next, target, layers) },
  ];
}

type Numbers = () => number;

const chainOf = (number: number, kind: SnapshotChain["kind"], parents: readonly number[]): SnapshotChain => ({
  number,
  kind,
  parents,
  labels: {},
});

async function oneByOne(driver: Snapshotter, next: Numbers, target: string, layers: Chain) {
  let parents: number[] = [];
  for (const [position, layer] of layers.entries()) {
    const active = chainOf(next(), "active", parents);
    await driver.prepare(active);
    if (!canApply(layer, await driver.mounts(active))) {
      return { tree: await look(driver, parents, target), applied: position };
    }
    await driver.commit(active);
    parents = [active.number, ...parents];
  }
  return { tree: await look(driver, parents, target), applied: layers.length };
}

/** Applies all layers, from the last to the first, before the first is committed. */
async function sideBySide(driver: Snapshotter, next: Numbers, target: string, layers: Chain) {
  const begun: { active: SnapshotChain; mounts: readonly Mount[]; unsettled: Unsettled | undefined }[] = [];
  for (const [position, layer] of [...layers.entries()].reverse()) {
    const active = chainOf(next(), "active", []);
    await driver.prepare(active);
    const mounts = position === 0 ? await driver.mounts(active) : asUpper(await driver.mounts(active));
    begun.unshift({ active, mounts, unsettled: canApply(layer, mounts) });
  }
  let parents: number[] = [];
  for (const { active, mounts, unsettled } of begun) {
    if (unsettled === undefined) {
      break;
    }
    if (parents.length > 0) {
      const below = await driver.mounts(chainOf(next(), "view", parents));
      rebase({ command: "rebase", mounts, parents: below, unsettled });
    }
    await driver.commit({ ...active, parents });
    parents = [active.number, ...parents];
  }
  return { tree: await look(driver, parents, target), applied: parents.length };
}

/** The mounts that the unpacker gives the applier for a snapshot without a parent, which is to become an upper directory. */
function asUpper([mount]: readonly Mount[]): Mount[] {
  return [{ type: "overlay", source: "overlay", target: "", options: [`upperdir=${mount?.source}`] }];
}

/** Applies a layer. Returns what is left to do at the commit, or undefined when the layer cannot be applied. */
function canApply(layer: readonly LayerEntry[], mounts: readonly Mount[]): Unsettled | undefined {
  const applier = new Applier(targetOf(mounts));
  try {
    for (const entry of layer) {
      applier.begin(entry);
      if (entry.data !== "") {
        applier.data(Buffer.from(entry.data), 0);
      }
      applier.end();
    }
    return JSON.parse(JSON.stringify(applier.finish())) as Unsettled;
  } catch {
    return undefined;
  } finally {
    applier.close();
  }
}

async function look(driver: Snapshotter, parents: readonly number[], target: string): Promise<TreeLines> {
  const [top, ...rest] = parents;
  if (top === undefined) {
    return new Map();
  }
  mountAll(await driver.mounts(chainOf(0, "view", [top, ...rest])), target);
  try {
    return linesOnDisk(target);
  } finally {
    unmountOnce(target, { lazy: true });
  }
}
