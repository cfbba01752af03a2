// Unpacks random chains of layers in every way there is, and compares the mounted trees with what the model says:
// `npm run fuzz:layers -- [--chains N] [--seed N]`. Chain i of a run has the seed of the run plus i, so that one that failed
// is run again by `--chains 1 --seed` and the number printed. Needs a mount namespace of its own, which the command makes.
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { messageOf } from "../../../src/errors/index.ts";
import { mount, unmountOnce } from "../../../src/linux/mount.ts";
import { applyLayer, type Directory, emptyTree } from "./oci-model.ts";
import { type Chain, randomChain, shown } from "./random-layers.ts";
import { differences, linesOfModel, type TreeLines } from "./tree-lines.ts";
import { openUnpackings, type Unpacking } from "./unpackings.ts";

/** The files of this number of chains are kept in memory, and then removed together. */
const batch = 250;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { chains: { type: "string" }, seed: { type: "string" } } });
  const chains = Number(values.chains ?? 2000);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  process.stdout.write(`${chains} random chains of layers from seed ${seed}\n`);
  const root = mkdtempSync(join(tmpdir(), "one-tree-"));
  let layers = 0;
  try {
    for (let done = 0; done < chains; done += batch) {
      const count = Math.min(batch, chains - done);
      layers += await inMemory(root, (unpackings) => runBatch(unpackings, seed + done, count));
    }
  } finally {
    rmdirSync(root);
  }
  process.stdout.write(`${layers} layers: one tree each\n`);
  return 0;
}

async function inMemory<T>(root: string, work: (unpackings: Unpacking[]) => Promise<T>): Promise<T> {
  mount({ type: "tmpfs", source: "tmpfs", target: "", options: ["mode=700"] }, root);
  try {
    return await work(await openUnpackings(root));
  } finally {
    unmountOnce(root, { lazy: true });
  }
}

async function runBatch(unpackings: readonly Unpacking[], seed: number, count: number): Promise<number> {
  let layers = 0;
  for (let current = seed; current < seed + count; current++) {
    const chain = randomChain(current);
    layers += chain.length;
    if ((await complaints(unpackings, chain)).length > 0) {
      const smallest = await shrink(unpackings, chain);
      const told = [...smallest.map(layerLines), await complaints(unpackings, smallest)].flat();
      throw new Error(`seed ${current}:\n${told.join("\n")}`);
    }
  }
  return layers;
}

const layerLines = (layer: Chain[number], position: number): string[] => [
  `layer ${position}`,
  ...layer.map((entry) => `  ${shown(entry)}`),
];

/** The differences that a chain shows; empty when all trees are equal. */
async function complaints(unpackings: readonly Unpacking[], chain: Chain): Promise<string[]> {
  const expected = expectedOf(chain);
  const told: string[] = [];
  for (const { name, unpack } of unpackings) {
    try {
      const { tree, applied } = await unpack(chain);
      if (applied !== expected.applied) {
        told.push(`${name}: ${applied} layers could be applied, not ${expected.applied}`);
      } else {
        told.push(...differences(expected.tree, tree).map((difference) => `${name}: ${difference}`));
      }
    } catch (error) {
      told.push(`${name}: ${messageOf(error)}`);
    }
  }
  return told;
}

function expectedOf(chain: Chain): { tree: TreeLines; applied: number } {
  let tree: Directory = emptyTree;
  let applied = 0;
  try {
    for (const layer of chain) {
      tree = applyLayer(tree, layer);
      applied++;
    }
  } catch {
    // The model cannot apply this layer, so every unpacking must fail too.
  }
  return { tree: linesOfModel(tree), applied };
}

/** Shortens a failing chain: leaves out layers and entries as long as the rest still fails. */
async function shrink(unpackings: readonly Unpacking[], chain: Chain): Promise<Chain> {
  for (const smaller of smallerThan(chain)) {
    if ((await complaints(unpackings, smaller)).length > 0) {
      return await shrink(unpackings, smaller);
    }
  }
  return chain;
}

function* smallerThan(chain: Chain): Generator<Chain> {
  for (const [position, layer] of chain.entries()) {
    yield chain.toSpliced(position, 1);
    for (const index of layer.keys()) {
      yield chain.toSpliced(position, 1, layer.toSpliced(index, 1));
    }
  }
}

process.exit(await main());
