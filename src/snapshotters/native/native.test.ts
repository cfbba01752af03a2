import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { namedSnapshotsSuite } from "../../../test/contracts/named-snapshots-suite.ts";
import { digDeep, snapshotterSuite } from "../../../test/contracts/snapshotter-suite.ts";
import { mknodAt, S, utimesAt } from "../../linux/at.ts";
import { AT_FDCWD } from "../../linux/open.ts";
import { getXattr, listXattrs, setXattr } from "../../linux/xattr.ts";
import { copyTree } from "../copy-tree.ts";
import { NativeSnapshotter } from "./native.ts";

// Processes and disks of a busy machine take their time.
setDefaultTimeout(30_000);

snapshotterSuite("native", (root) => NativeSnapshotter.open(root));
namedSnapshotsSuite("native", (root) => NativeSnapshotter.open(root));

const top = fs.mkdtempSync(join(tmpdir(), "native-"));
afterAll(() => fs.rmSync(top, { recursive: true }));

test("mounts are binds, of the parent for views", async () => {
  const driver = await NativeSnapshotter.open(join(top, "mounts"));
  const at = (number: number): string => join(top, "mounts/snapshots", String(number), "fs");
  const options = (access: string): string[] => ["rbind", access];
  const mounts = (kind: "active" | "view", parents: number[]) =>
    driver.mounts({ number: 9, kind, parents, labels: {} });
  expect(await mounts("active", [3])).toEqual([
    { type: "bind", source: at(9), target: "", options: options("rw") },
  ]);
  expect(await mounts("view", [3])).toEqual([
    { type: "bind", source: at(3), target: "", options: options("ro") },
  ]);
  expect(await mounts("view", [])).toEqual([
    { type: "bind", source: at(9), target: "", options: options("ro") },
  ]);
});

test("a copy has the same contents and attributes as its source", async () => {
  const from = join(top, "from");
  const to = join(top, "to");
  fs.mkdirSync(join(from, "dir/deep"), { recursive: true });
  fs.mkdirSync(to);
  fs.writeFileSync(join(from, "file"), "text");
  fs.chownSync(join(from, "file"), 12, 34);
  fs.chmodSync(join(from, "file"), 0o6755);
  fs.linkSync(join(from, "file"), join(from, "dir/deep/link"));
  fs.symlinkSync("../nowhere", join(from, "dir/symlink"));
  fs.lchownSync(join(from, "dir/symlink"), 5, 6);
  setXattr(join(from, "dir"), "user.dir", Buffer.from([0, 255, 10]));
  setXattr(join(from, "file"), "trusted.test", Buffer.from("x"));
  mknodAt(AT_FDCWD, join(from, "fifo"), S.IFIFO | 0o640);
  mknodAt(AT_FDCWD, join(from, "device"), S.IFCHR | 0o600, 300, 70000);
  const sparse = fs.openSync(join(from, "sparse"), "w");
  fs.ftruncateSync(sparse, 1 << 30);
  fs.writeSync(sparse, "middle", 500 << 20);
  fs.closeSync(sparse);
  fs.chmodSync(join(from, "dir"), 0o1711);
  for (const name of ["file", "dir/symlink", "dir/deep", "dir", "."]) {
    const old = { seconds: -12345, nanos: 987654321 };
    utimesAt(AT_FDCWD, join(from, name), { seconds: 1, nanos: 2 }, old);
  }

  await copyTree(from, to);

  const listing = (root: string): string =>
    execFileSync("find", [".", "-printf", "%p %y %m %U %G %n %s %b %T@ %l\\n"], { cwd: root }).toString();
  expect(listing(to).split("\n").sort()).toEqual(listing(from).split("\n").sort());
  expect(fs.statSync(join(to, "file")).ino).toBe(fs.statSync(join(to, "dir/deep/link")).ino);
  expect(fs.readFileSync(join(to, "file"), "utf8")).toBe("text");
  expect(fs.statSync(join(to, "device")).rdev).toBe(fs.statSync(join(from, "device")).rdev);
  expect(listXattrs(join(to, "dir"))).toEqual(["user.dir"]);
  expect(getXattr(join(to, "dir"), "user.dir")).toEqual(new Uint8Array([0, 255, 10]));
  expect(getXattr(join(to, "file"), "trusted.test")).toEqual(new Uint8Array([120]));
  const copy = fs.openSync(join(to, "sparse"), "r");
  const middle = Buffer.alloc(6);
  fs.readSync(copy, middle, 0, 6, 500 << 20);
  fs.closeSync(copy);
  expect(middle.toString()).toBe("middle");
});

test("a parent that is too deep is refused with a name in it, and nothing is left", async () => {
  const driver = await NativeSnapshotter.open(join(top, "deep"));
  await driver.prepare({ number: 1, kind: "active", parents: [], labels: {} });
  digDeep(join(top, "deep/snapshots/1/fs"), 6000, "d");
  const child = { number: 2, kind: "active", parents: [1], labels: {} } as const;
  await expect(driver.prepare(child)).rejects.toThrow('copy a tree of more than 2048 levels: "d/d/');
  expect(fs.readdirSync(join(top, "deep/snapshots"))).toEqual(["1"]);
  await driver.remove(1);
});
