// Deletions and implied directories: markers for overlayfs mean what removals mean.
import { expect, setDefaultTimeout, test } from "bun:test";
import * as fs from "node:fs";
import { join } from "node:path";
import { describeTree } from "../../../test/harness/describe-tree.ts";
import { bind, LayerRig, upper } from "../../../test/harness/layer-rig.ts";
import type { CraftedEntry } from "../../../test/harness/tar-archive.ts";
import { mount, unmountAll } from "../../linux/mount.ts";
import { listXattrs } from "../../linux/xattr.ts";
import { rebase } from "./rebase.ts";
import { settled } from "./unsettled.ts";

// Processes and disks of a busy machine take their time.
setDefaultTimeout(30_000);

const rig = new LayerRig();

const base: CraftedEntry[] = [
  { name: "dir", type: "5", mode: 0o751, uid: 5, mtime: 50, pax: [["SCHILY.xattr.user.dir", "1"]] },
  { name: "dir/one", data: "1", mtime: 1 },
  { name: "dir/two", data: "2", mtime: 1 },
  { name: "dir/sub", type: "5", mode: 0o711, gid: 6, mtime: 60 },
  { name: "dir/sub/three", data: "3", mtime: 1 },
  { name: "gone", type: "5", mtime: 1 },
  { name: "gone/x", data: "", mtime: 1 },
  { name: "file", data: "old", mtime: 1 },
];

/** Layers whose trees must be the same whether deletions are markers or removals. */
const changes: [string, CraftedEntry[]][] = [
  ["a file deleted", [{ name: "dir/.wh.one" }]],
  ["a directory deleted", [{ name: ".wh.gone" }]],
  ["nothing there to delete", [{ name: "dir/.wh.none" }]],
  ["deleted and made anew", [{ name: "dir/.wh.one" }, { name: "dir/one", data: "new", mtime: 2 }]],
  ["made anew and deleted", [{ name: "dir/one", data: "new", mtime: 2 }, { name: "dir/.wh.one" }]],
  ["a directory deleted and made anew", [{ name: ".wh.gone" }, { name: "gone", type: "5", mtime: 3 }]],
  ["a directory made anew and deleted", [{ name: "gone", type: "5", mtime: 3 }, { name: ".wh.gone" }]],
  ["opaque before its files", [{ name: "dir/.wh..wh..opq" }, { name: "dir/new", data: "n", mtime: 2 }]],
  [
    "opaque after its files",
    [
      { name: "dir", type: "5", mode: 0o700, mtime: 7 },
      { name: "dir/sub/new", data: "n", mtime: 2 },
      { name: "dir/.wh..wh..opq" },
    ],
  ],
  [
    "a file becomes a directory",
    [
      { name: "file", type: "5", mtime: 4 },
      { name: "file/in", data: "", mtime: 1 },
    ],
  ],
  ["a directory becomes a file", [{ name: "dir", data: "file", mtime: 4 }]],
  [
    "made in a directory that is deleted",
    [{ name: "dir/sub/new", data: "n", mtime: 2 }, { name: ".wh.dir" }],
  ],
  ["aufs's own names", [{ name: ".wh..wh.plnk", type: "5" }, { name: ".wh..wh.aufs" }]],
  ["only implicit directories", [{ name: "dir/sub/four", data: "4", mtime: 2 }]],
];

test.each(changes)("overlay and plain give the same tree: %s", async (_, change) => {
  const layers = ["lower", "upper", "work", "merged"].map((name) => join(rig.root, "..", name));
  const [lower = "", above = "", work = "", merged = ""] = layers;
  for (const path of layers) {
    fs.mkdirSync(path);
  }
  await rig.apply(bind(rig.root), ...base);
  await rig.apply(upper(lower), ...base);
  const plainBefore = describeTree(rig.root);
  await rig.apply(bind(rig.root), ...change);
  await rig.apply(upper(above, lower), ...change);
  const options = [`lowerdir=${lower}`, `upperdir=${above}`, `workdir=${work}`];
  mount({ type: "overlay", source: "overlay", target: "", options }, merged);
  try {
    // A removal changes the time of its directory, a marker does not: only names, kinds, owners and modes compare.
    expect(describeTree(merged, "names")).toBe(describeTree(rig.root, "names"));
    expect(describeTree(rig.root)).not.toBe(plainBefore.repeat(2));
  } finally {
    await unmountAll(merged);
  }
});

test("implicit directories look as in the layers below, applied after them or beside them", async () => {
  const paths = ["lower", "after", "beside"].map((name) => join(rig.root, "..", name));
  const [lower = "", after = "", beside = ""] = paths;
  for (const path of paths) {
    fs.mkdirSync(path);
  }
  const change = [
    { name: "dir/sub/four", data: "4", mtime: 2 },
    { name: "dir/new/five", data: "5", mtime: 2 },
    { name: "file/below/six", data: "6", mtime: 2 },
  ];
  await rig.apply(upper(lower), ...base);
  const first = await rig.apply(upper(after, lower), ...change);
  const second = await rig.apply(upper(beside), ...change);
  expect(first.unsettled).toEqual(settled);
  const implied = ["dir", "dir/sub", "dir/new", "file", "file/below"];
  expect(second.unsettled.directories.map(({ path }) => path)).toEqual(implied);
  const now = ["dir/new", "file", "file/below"];
  expect(describeTree(beside, "names")).not.toBe(describeTree(after, "names"));
  const { unsettled } = second;
  rebase({ command: "rebase", mounts: upper(beside), parents: bind(lower, "ro"), unsettled });
  for (const name of now) {
    for (const path of [after, beside]) {
      fs.utimesSync(join(path, name), 1, 1);
    }
  }
  expect(describeTree(beside)).toBe(describeTree(after));
  expect(describeTree(after)).toContain("./dir d 751 5 0 4096 50.0000000000");
  expect(describeTree(after)).toContain("./dir/sub d 711 0 6 4096 60.0000000000");
  expect(listXattrs(join(beside, "dir"))).toEqual(["user.dir"]);
});

test("a link whose end dangles inside the root is followed, its directories are made", async () => {
  const { unsettled } = await rig.apply(
    upper(rig.root),
    { name: "lib", type: "2", link: "/usr/lib" },
    { name: "lib/deep/file", data: "1" },
    { name: "up", type: "2", link: "usr/../other" },
    { name: "up/file", data: "2" },
  );
  expect(rig.content("usr/lib/deep/file")).toBe("1");
  expect(rig.content("other/file")).toBe("2");
  const made = unsettled.directories.map(({ path }) => path);
  expect(made).toEqual(["usr", "usr/lib", "usr/lib/deep", "other"]);
});
