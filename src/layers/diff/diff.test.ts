import { afterAll, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { describeTree } from "../../../test/harness/describe-tree.ts";
import { background } from "../../context/index.ts";
import { mknodAt, S, utimesAt } from "../../linux/at.ts";
import { closeFd } from "../../linux/fd.ts";
import { type MountPoint, mount, unmountAll } from "../../linux/mount.ts";
import { AT_FDCWD, O, openAt } from "../../linux/open.ts";
import { statFd } from "../../linux/stat.ts";
import { getXattr, setXattr } from "../../linux/xattr.ts";
import { TarReader } from "../../oci/tar/reader.ts";
import { Applier } from "../apply/applier.ts";
import { childCommand, runChild } from "../child.ts";
import type { DiffJob, DiffResult } from "../job.ts";
import { LayerArchive } from "./archive.ts";
import type { Change } from "./changes.ts";

// Processes and disks of a busy machine take their time.
setDefaultTimeout(30_000);

const top = fs.mkdtempSync(join(tmpdir(), "diff-"));
afterAll(() => fs.rmSync(top, { recursive: true }));

let directory: string;
let cases = 0;
beforeEach(() => {
  directory = join(top, String(cases++));
  fs.mkdirSync(directory);
});

function tree(name: string, fill: (path: string) => void = () => {}): string {
  const path = join(directory, name);
  fs.mkdirSync(path);
  fill(path);
  return path;
}

const bind = (source: string): MountPoint[] => [
  { type: "bind", source, target: "", options: ["rbind", "ro"] },
];
const overlay = (upper: string, ...lowers: string[]): MountPoint[] => {
  const options = [`workdir=${join(directory, "work")}`, `upperdir=${upper}`, `lowerdir=${lowers.join(":")}`];
  return [{ type: "overlay", source: "overlay", target: "", options }];
};

async function diff(job: Partial<DiffJob> & Pick<DiffJob, "lower" | "upper">) {
  const parts: Uint8Array[] = [];
  const result = (await runChild(
    background(),
    { command: "diff", compression: "none", ...job },
    { command: childCommand(), output: async (bytes) => void parts.push(Uint8Array.from(bytes)) },
  )) as DiffResult;
  return { bytes: Buffer.concat(parts), result };
}

function applyPlain(bytes: Buffer, path: string): void {
  const applier = new Applier({ path });
  const reader = new TarReader(applier);
  reader.push(bytes);
  reader.end();
  applier.finish();
  applier.close();
}

const list = (bytes: Buffer): string[] =>
  execFileSync("tar", ["-tvf", "-", "--utc", "--full-time"], { input: bytes })
    .toString()
    .trim()
    .split("\n")
    .map((line) => line.replace(/ +/g, " "));

const old = { seconds: 1000, nanos: 0 };
const setOld = (...path: string[]): void => utimesAt(AT_FDCWD, join(...path), old, old);

function fillBase(path: string): void {
  fs.mkdirSync(join(path, "dir/sub"), { recursive: true });
  fs.mkdirSync(join(path, "gone/deep"), { recursive: true });
  fs.writeFileSync(join(path, "gone/deep/file"), "");
  fs.writeFileSync(join(path, "dir/kept"), "kept");
  fs.writeFileSync(join(path, "dir/changed"), "before");
  fs.writeFileSync(join(path, "dir/sub/deleted"), "");
  fs.writeFileSync(join(path, "mode"), "");
  fs.writeFileSync(join(path, "becomes-dir"), "");
  fs.mkdirSync(join(path, "becomes-file"));
  fs.writeFileSync(join(path, "becomes-file/in"), "");
  fs.symlinkSync("kept", join(path, "dir/link"));
  fs.writeFileSync(join(path, "linked"), "data");
  fs.linkSync(join(path, "linked"), join(path, "other-name"));
  fs.mkdirSync(join(path, "opaque"));
  fs.writeFileSync(join(path, "opaque/old"), "");
  for (const file of ["dir/kept", "dir/changed", "mode", "dir/link", "linked"]) {
    setOld(path, file);
  }
}

function change(path: string): void {
  fs.writeFileSync(join(path, "dir/changed"), "after!");
  setOld(path, "dir/changed");
  fs.rmSync(join(path, "dir/sub/deleted"));
  fs.rmSync(join(path, "gone"), { recursive: true });
  fs.chmodSync(join(path, "mode"), 0o4755);
  fs.rmSync(join(path, "becomes-dir"));
  fs.mkdirSync(join(path, "becomes-dir"));
  fs.writeFileSync(join(path, "becomes-dir/in"), "x");
  fs.rmSync(join(path, "becomes-file"), { recursive: true });
  fs.writeFileSync(join(path, "becomes-file"), "");
  fs.rmSync(join(path, "opaque"), { recursive: true });
  fs.mkdirSync(join(path, "opaque"));
  fs.writeFileSync(join(path, "opaque/new"), "");
  fs.mkdirSync(join(path, "new dir"));
  fs.writeFileSync(join(path, `new dir/${"n".repeat(150)}`), Buffer.alloc(3_000_000, "big"));
  fs.writeFileSync(Buffer.from(`${path}/\xff`, "latin1"), "");
  fs.symlinkSync("/absolute", join(path, "new-link"));
  fs.writeFileSync(join(path, "hard1"), "hard");
  fs.linkSync(join(path, "hard1"), join(path, "hard2"));
  mknodAt(AT_FDCWD, join(path, "fifo"), S.IFIFO | 0o600);
  mknodAt(AT_FDCWD, join(path, "device"), S.IFCHR | 0o600, 7, 300);
  fs.writeFileSync(join(path, "capable"), "");
  setXattr(
    join(path, "capable"),
    "security.capability",
    Buffer.from("0100000202000400000000000000000000000000", "hex"),
  );
  fs.chownSync(join(path, "dir/sub"), 12, 34);
}

/** Whole seconds: archives of layers have no more. */
function truncateTimes(path: string): void {
  execFileSync(
    "sh",
    ["-c", 'find . -depth -exec sh -c \'for f; do touch -h -d "@$(stat -c %Y "$f")" "$f"; done\' sh {} +'],
    {
      cwd: path,
    },
  );
}

test("applied to what was, a diff gives what is; from plain trees and from overlays the same one", async () => {
  const lower = tree("lower", fillBase);
  const upper = tree("upper");
  const merged = tree("merged");
  tree("work");
  const [mounted] = overlay(upper, lower);
  mount(mounted ?? expect.unreachable(), merged);
  const plain = join(directory, "plain");
  let expected: string;
  try {
    change(merged);
    truncateTimes(merged);
    expected = describeTree(merged, "names");
    execFileSync("cp", ["-a", "--preserve=xattr", merged, plain]);
  } finally {
    await unmountAll(merged);
  }

  const byMarkers = await diff({ lower: bind(lower), upper: overlay(upper, lower) });
  const byWalk = await diff({ lower: bind(lower), upper: bind(plain) });
  expect(list(byMarkers.bytes)).toEqual(list(byWalk.bytes));
  expect(byMarkers.bytes.equals(byWalk.bytes)).toBe(true);

  const again = join(directory, "again");
  execFileSync("cp", ["-a", lower, again]);
  applyPlain(byMarkers.bytes, again);
  expect(describeTree(again, "names")).toBe(expected);
  expect(
    execFileSync("diff", [
      "-r",
      "--no-dereference",
      again,
      plain,
      "--exclude",
      "f*",
      "--exclude",
      "dev*",
    ]).toString(),
  ).toBe("");
  expect(fs.statSync(join(again, "hard1")).ino).toBe(fs.statSync(join(again, "hard2")).ino);
  expect(getXattr(join(again, "capable"), "security.capability")?.length).toBe(20);
});

test("an overlay on two layers, its lower tree one too", async () => {
  const first = tree("first", fillBase);
  const second = tree("second", (path) => fs.writeFileSync(join(path, "second"), ""));
  const upper = tree("upper", (path) => {
    fs.writeFileSync(join(path, "third"), "");
    mknodAt(AT_FDCWD, join(path, "second"), S.IFCHR, 0, 0);
    mknodAt(AT_FDCWD, join(path, "mode"), S.IFCHR, 0, 0);
    mknodAt(AT_FDCWD, join(path, "nothing below"), S.IFCHR, 0, 0);
  });
  const lowers = { type: "overlay", source: "overlay", target: "", options: [`lowerdir=${second}:${first}`] };
  const { bytes } = await diff({ lower: [lowers], upper: overlay(upper, second, first) });
  expect(list(bytes).map((line) => line.split(" ").at(-1))).toEqual([".wh.mode", ".wh.second", "third"]);
  const merged = await diff({ lower: bind(first), upper: overlay(upper, second, first) });
  expect(list(merged.bytes).map((line) => line.split(" ").at(-1))).toEqual([".wh.mode", "third"]);
});

test("the form of entries: parents, whiteouts, links, times", async () => {
  const lower = tree("lower", (path) => {
    fs.mkdirSync(join(path, "a/b"), { recursive: true });
    fs.writeFileSync(join(path, "a/b/gone"), "");
    fs.writeFileSync(join(path, "link1"), "");
    fs.linkSync(join(path, "link1"), join(path, "link2"));
  });
  const upper = join(directory, "upper");
  execFileSync("cp", ["-a", lower, upper]);
  fs.rmSync(join(upper, "a/b/gone"));
  fs.linkSync(join(upper, "link2"), join(upper, "link3"));
  const future = { seconds: 5000, nanos: 999_999_999 };
  fs.writeFileSync(join(upper, "future"), "");
  for (const name of ["future", "a/b", "a", "link1"]) {
    utimesAt(AT_FDCWD, join(upper, name), future, future);
    if (name !== "future") {
      utimesAt(AT_FDCWD, join(lower, name), future, future);
    }
  }
  const { bytes } = await diff({ lower: bind(lower), upper: bind(upper), sourceDateEpoch: 4000 });
  expect(list(bytes)).toEqual([
    "drwxr-xr-x 0/0 0 1970-01-01 01:06:40 a/",
    "drwxr-xr-x 0/0 0 1970-01-01 01:06:40 a/b/",
    "---------- 0/0 0 1970-01-01 00:00:00 a/b/.wh.gone",
    "-rw-r--r-- 0/0 0 1970-01-01 01:06:40 future",
    "-rw-r--r-- 0/0 0 1970-01-01 01:06:40 link3",
    "hrw-r--r-- 0/0 0 1970-01-01 01:06:40 link1 link to link3",
    "hrw-r--r-- 0/0 0 1970-01-01 01:06:40 link2 link to link3",
  ]);
});

test("many unchanged links to one inode take linear time", () => {
  const root = openAt(AT_FDCWD, directory, O.RDONLY | O.DIRECTORY);
  const stat = { ...statFd(root), mode: S.IFREG | 0o644, links: 2 };
  const links = Array.from({ length: 100_000 }, (_, index) => `link${index}`);
  const changes = links.map((name): Change => ({ kind: "linked", path: [name], stat }));
  const before = process.cpuUsage();
  const archive = Buffer.concat([...new LayerArchive(root).write(changes)]);
  closeFd(root);
  expect(archive.equals(Buffer.alloc(1024))).toBe(true);
  expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
});

test("no lower tree: everything; no change: an empty archive", async () => {
  const base = tree("base", fillBase);
  const all = await diff({ lower: [], upper: bind(base) });
  expect(list(all.bytes).length).toBe(17);
  const none = await diff({ lower: bind(base), upper: bind(base) });
  expect(none.bytes.equals(Buffer.alloc(1024))).toBe(true);
});

test("compressed, twice the same", async () => {
  const base = tree("base", fillBase);
  const job = { lower: [], upper: bind(base) };
  const plain = await diff(job);
  const gzip = await diff({ ...job, compression: "gzip" });
  const zstd = await diff({ ...job, compression: "zstd" });
  expect(gunzipSync(gzip.bytes).equals(plain.bytes)).toBe(true);
  expect(zstdDecompressSync(zstd.bytes).equals(plain.bytes)).toBe(true);
  expect(gzip.result).toEqual(plain.result);
  expect(gzip.bytes.equals((await diff({ ...job, compression: "gzip" })).bytes)).toBe(true);
});

test("a moved directory is only whole in the merged tree", async () => {
  const lower = tree("lower", fillBase);
  const upper = tree("upper");
  const merged = tree("merged");
  tree("work");
  const [mounted] = overlay(upper, lower);
  const moved = {
    ...(mounted ?? expect.unreachable()),
    options: [...(mounted?.options ?? []), "redirect_dir=on"],
  };
  mount(moved, merged);
  try {
    fs.renameSync(join(merged, "dir"), join(merged, "moved"));
  } finally {
    await unmountAll(merged);
  }
  const { bytes } = await diff({ lower: bind(lower), upper: [moved] });
  const names = list(bytes).map((line) => line.split(" ").slice(5).join(" "));
  expect(names).toContain(".wh.dir");
  expect(names).toContain("moved/sub/deleted");
});
