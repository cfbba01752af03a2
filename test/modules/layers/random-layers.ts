// Random chains of layers. They use only a few names, so that most entries collide with another one of their layer or of one below.
import { type Random, randomOf } from "../../harness/random.ts";
import type { LayerEntry } from "./oci-model.ts";

export type Chain = readonly (readonly LayerEntry[])[];

export function randomChain(seed: number): Chain {
  const random = randomOf(seed);
  return Array.from({ length: 1 + random(4) }, () => randomLayer(random));
}

function randomLayer(random: Random): LayerEntry[] {
  const entries: LayerEntry[] = [];
  for (let left = 1 + random(8); left > 0; left--) {
    entries.push(randomEntry(random, entries));
  }
  return entries;
}

const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)] as T;

const names = ["a", "b", "c"];

function randomPath(random: Random): string {
  return Array.from({ length: 1 + random(3) }, () => pick(random, names)).join("/");
}

const links = ["a", "b", "c", "../a", "/b", "/a/b", "b/c", "../../c", "c/../a", "."];

/** The frequency of each kind in percent. */
const kinds: readonly (readonly [
  weight: number,
  make: (random: Random, before: readonly LayerEntry[]) => Partial<LayerEntry>,
])[] = [
  [26, (random) => ({ type: "file", data: `data ${random(1000)}` })],
  [18, () => ({ type: "directory" })],
  [12, (random) => ({ type: "symlink", link: pick(random, links) })],
  [9, (random, before) => ({ type: "hardlink", link: linkTarget(random, before) })],
  [18, (random) => whiteout(randomPath(random))],
  [9, (random) => whiteout(`${random(8) === 0 ? "" : `${randomPath(random)}/`}.wh..opq`)],
  [3, () => ({ type: "fifo" })],
  [3, () => ({ type: "character", major: 1, minor: 3 })],
  [2, () => ({ type: "character" })],
];

const drawn = kinds.flatMap(([weight, make]) => Array<typeof make>(weight).fill(make));

function whiteout(path: string): Partial<LayerEntry> {
  return { type: "file", name: path.replace(/[^/]+$/, (name) => `.wh.${name}`) };
}

/** Mostly a name that the layer has already, because otherwise the link, and so the whole layer, cannot be applied. */
function linkTarget(random: Random, before: readonly LayerEntry[]): string {
  const files = before.filter(({ type, name }) => type !== "directory" && !name.includes(".wh."));
  return files.length === 0 || random(12) === 0 ? randomPath(random) : pick(random, files).name;
}

function randomEntry(random: Random, before: readonly LayerEntry[]): LayerEntry {
  const make = pick(random, drawn);
  const entry = entryOf({
    name: randomPath(random),
    mode: pick(random, [0o644, 0o755, 0o4755, 0o700]),
    uid: random(3),
    gid: random(3),
    modified: { seconds: 1_000_000_000 + random(1_000_000), nanos: 0 },
    ...make(random, before),
  });
  return { ...entry, xattrs: randomXattrs(random, entry) };
}

/** An entry with default values for what is not given. */
export function entryOf(facts: Partial<LayerEntry>): LayerEntry {
  return {
    name: "",
    type: "file",
    flag: "0",
    link: "",
    mode: 0o755,
    uid: 0,
    gid: 0,
    size: facts.data?.length ?? 0,
    modified: { seconds: 0, nanos: 0 },
    accessed: undefined,
    major: 0,
    minor: 0,
    xattrs: new Map(),
    sparse: undefined,
    data: "",
    ...facts,
  };
}

/** CAP_NET_BIND_SERVICE, permitted and effective: version 2 of the kernel's struct vfs_cap_data. */
const capability = "\x01\0\0\x02\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

function randomXattrs(random: Random, { type }: LayerEntry): Map<string, string> {
  const xattrs = new Map<string, string>();
  if ((type === "file" || type === "directory") && random(4) === 0) {
    xattrs.set("user.note", `note ${random(10)}`);
  }
  if (type === "file" && random(4) === 0) {
    xattrs.set("security.capability", capability);
  }
  return xattrs;
}

/** Describes an entry in a few words, for the output of a failure. */
export function shown(entry: LayerEntry): string {
  const { type, name, link, data, uid, xattrs } = entry;
  const more = [link === "" ? "" : `-> ${link}`, data, `uid ${uid}`, [...xattrs.keys()].join(" ")];
  return [type, name, ...more].filter((word) => word !== "").join(" ");
}
