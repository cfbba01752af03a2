// An image makes the same tree with every snapshotter, whether its layers are unpacked one by one or in parallel.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyLayer, emptyTree, type LayerEntry } from "./oci-model.ts";
import { entryOf } from "./random-layers.ts";
import { differences, linesOfModel } from "./tree-lines.ts";
import { openUnpackings, type Unpacking } from "./unpackings.ts";

setDefaultTimeout(300_000);

const root = mkdtempSync(join(tmpdir(), "one-tree-"));
let unpackings: readonly Unpacking[];

beforeAll(async () => {
  unpackings = await openUnpackings(root);
});
afterAll(() => rmSync(root, { recursive: true }));

const directory = (name: string): LayerEntry => entryOf({ name, type: "directory", mode: 0o751, uid: 7 });
const file = (name: string): LayerEntry => entryOf({ name, data: name });
const link = (name: string, to: string): LayerEntry => entryOf({ name, type: "symlink", link: to });

const base = [
  ...["b", "b/deep", "s"].map(directory),
  ...["b/keep", "b/deep/x", "s/old", "f"].map(file),
  link("l", "b"),
];

/** A layer on top of the base, and the names that exist afterwards. */
const table: readonly (readonly [what: string, layer: LayerEntry[], names: string])[] = [
  ["a directory and something in it deleted", [".wh.b", "b/.wh.keep"].map(file), "f l s s/old"],
  ["the same the other way round", ["b/.wh.keep", ".wh.b"].map(file), "f l s s/old"],
  ["deleted, and implied again", [".wh.s", "s/new"].map(file), "b b/deep b/deep/x b/keep f l s s/new"],
  ["implied, and deleted after", ["s/new", ".wh.s"].map(file), "b b/deep b/deep/x b/keep f l s s/new"],
  ["a file below a link of a lower layer", ["l/new"].map(file), "b b/deep b/deep/x b/keep f l l/new s s/old"],
  [
    "a deletion below a link of a lower layer",
    ["l/.wh.keep"].map(file),
    "b b/deep b/deep/x b/keep f l s s/old",
  ],
  ["an opaque marker at the root", [".wh..wh..opq"].map(file), ""],
  ["the same with what is new", ["b/new", ".wh..wh..opq", "z"].map(file), "b b/new z"],
  ["a deletion below nothing", ["none/.wh.x"].map(file), "b b/deep b/deep/x b/keep f l s s/old"],
  [
    "a deletion below a file",
    ["f/.wh.x", "f/.wh..wh..opq"].map(file),
    "b b/deep b/deep/x b/keep f l s s/old",
  ],
  [
    "a deletion of nothing in what is new",
    [directory("n"), file("n/.wh.x")],
    "b b/deep b/deep/x b/keep f l n s s/old",
  ],
  [
    "a directory in place of a file in place of a directory",
    [file("b"), directory("b"), file("b/new")],
    "b b/new f l s s/old",
  ],
  [
    "a link of the layer's own is followed",
    [link("own", "b/deep"), file("own/new"), file("own/.wh.x")],
    "b b/deep b/deep/new b/keep f l own s s/old",
  ],
  [
    "overlayfs's own whiteout",
    [entryOf({ name: "f", type: "character" })],
    "b b/deep b/deep/x b/keep l s s/old",
  ],
];

test.each(table)("%s", async (_, layer, names) => {
  const expected = linesOfModel(applyLayer(applyLayer(emptyTree, base), layer));
  expect([...expected.keys()].sort().join(" ")).toBe(names);
  for (const { name, unpack } of unpackings) {
    const { tree, applied } = await unpack([base, layer]);
    expect({ name, applied, differences: differences(expected, tree) }).toEqual({
      name,
      applied: 2,
      differences: [],
    });
  }
});

test("2,000 random chains of layers", () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
  process.stderr.write(`one-tree: seed ${seed}\n`);
  const script = join(import.meta.dir, "one-tree.ts");
  const command = ["--mount", "--propagation", "private", process.execPath, script, "--chains", "2000"];
  const output = execFileSync("unshare", [...command, "--seed", String(seed)], { encoding: "utf8" });
  expect(output).toContain(`2000 random chains of layers from seed ${seed}\n`);
  expect(output).toContain("layers: one tree each");
});
