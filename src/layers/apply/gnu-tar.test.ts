// What GNU tar writes, in each of its formats, is unpacked as GNU tar itself unpacks it.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeTree } from "../../../test/harness/describe-tree.ts";
import { mknodAt, S, utimesAt } from "../../linux/at.ts";
import { AT_FDCWD } from "../../linux/open.ts";
import { getXattr, setXattr } from "../../linux/xattr.ts";
import { uncompressedLayer } from "../media-type.ts";
import { apply } from "./apply.ts";

// Processes and disks of a busy machine take their time.
setDefaultTimeout(30_000);

const top = fs.mkdtempSync(join(tmpdir(), "gnu-tar-"));
const tree = join(top, "tree");
afterAll(() => fs.rmSync(top, { recursive: true }));

beforeAll(() => {
  fs.mkdirSync(join(tree, "dir", "deep"), { recursive: true });
  fs.writeFileSync(join(tree, "file"), "x".repeat(100_000));
  fs.linkSync(join(tree, "file"), join(tree, "dir/hard"));
  fs.symlinkSync("dir/deep", join(tree, "link"));
  fs.writeFileSync(join(tree, "dir/suid"), "");
  fs.chownSync(join(tree, "dir/suid"), 1234, 4321);
  fs.chmodSync(join(tree, "dir/suid"), 0o6755);
  mknodAt(AT_FDCWD, join(tree, "fifo"), S.IFIFO | 0o620);
  mknodAt(AT_FDCWD, join(tree, "device"), S.IFBLK | 0o660, 8, 3);
  const sparse = fs.openSync(join(tree, "sparse"), "w");
  for (let index = 0; index < 60; index++) {
    fs.writeSync(sparse, "data", index * 100_000);
  }
  fs.ftruncateSync(sparse, 10_000_000);
  fs.closeSync(sparse);
  fs.chmodSync(join(tree, "dir/deep"), 0o1733);
  const times = { seconds: 1_600_000_000, nanos: 0 };
  for (const name of ["file", "link", "dir/suid", "sparse", "fifo", "dir/deep", "dir", "."]) {
    utimesAt(AT_FDCWD, join(tree, name), times, times);
  }
});

/** Both trees that come of one archive. */
async function both(name: string, options: string[]): Promise<{ ours: string; theirs: string }> {
  const file = join(top, `${name}.tar`);
  const [ours, theirs] = [join(top, `${name}-ours`), join(top, `${name}-theirs`)];
  execFileSync("tar", ["-C", tree, ...options, "-cf", file, "."]);
  fs.mkdirSync(ours);
  fs.mkdirSync(theirs);
  execFileSync("tar", ["-C", theirs, "--xattrs", "--xattrs-include=*", "-xpf", file], { stdio: "pipe" });
  const bytes = fs.readFileSync(file);
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const layer = { mediaType: uncompressedLayer, digest, size: bytes.length };
  const mounts = [{ type: "bind", source: ours, target: "", options: ["rbind", "rw"] }];
  await apply({ command: "apply", blob: file, layer, mounts, sync: false }, () => {});
  return { ours, theirs };
}

const content = (root: string): Buffer =>
  execFileSync("sh", ["-c", "sha256sum file dir/hard sparse"], { cwd: root });

test.each([
  ["v7", ["--format=v7", "--exclude=fifo", "--exclude=device"]],
  ["ustar", ["--format=ustar"]],
  ["oldgnu", ["--format=oldgnu", "--sparse"]],
  ["gnu", ["--format=gnu", "--sparse"]],
  ["posix-sparse-0.0", ["--format=posix", "--sparse", "--sparse-version=0.0"]],
  ["posix-sparse-0.1", ["--format=posix", "--sparse", "--sparse-version=0.1"]],
  ["posix-sparse-1.0", ["--format=posix", "--sparse", "--sparse-version=1.0"]],
])("%s", async (name, options) => {
  const { ours, theirs } = await both(name, options);
  expect(describeTree(ours)).toBe(describeTree(theirs));
  expect(content(ours)).toEqual(content(tree));
  if (options.includes("--sparse")) {
    expect(fs.statSync(join(ours, "sparse")).blocks).toBeLessThan(600);
  }
});

test("names, times to the nanosecond and before 1970, xattrs", async () => {
  const long = `dir/${"long".repeat(50)}`;
  const bytes = Buffer.from(`${tree}/dir/\xfe\xff`, "latin1");
  fs.writeFileSync(join(tree, long), "long");
  fs.symlinkSync("l".repeat(200), join(tree, "dir/long-link"));
  fs.writeFileSync(bytes, "bytes");
  setXattr(join(tree, long), "user.mine", Buffer.from([0, 10, 255]));
  setXattr(join(tree, "dir"), "user.dir", Buffer.from("1"));
  for (const [index, name] of [long, "dir/long-link", "dir/deep", "dir"].entries()) {
    const modified = { seconds: -1000 * index - 1, nanos: 999_999_990 + index };
    utimesAt(AT_FDCWD, join(tree, name), { seconds: 5, nanos: 1 }, modified);
  }
  const { ours, theirs } = await both("names", ["--format=posix", "--xattrs", "--xattrs-include=*"]);
  expect(describeTree(ours)).toBe(describeTree(theirs));
  expect(describeTree(ours)).toContain(" 4 -1.9999999900");
  for (const [name, key] of [
    [long, "user.mine"],
    ["dir", "user.dir"],
  ] as const) {
    expect(getXattr(join(ours, name), key)).toEqual(getXattr(join(tree, name), key) ?? expect.unreachable());
  }
  const gnu = await both("names-gnu", ["--format=gnu"]);
  expect(describeTree(gnu.ours)).toBe(describeTree(gnu.theirs));
});
