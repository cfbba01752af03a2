// The calls relative to directories, held against what node:fs says.
import { afterAll, beforeEach, expect, test } from "bun:test";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as at from "./at.ts";
import { copyRange, nextData, setSize } from "./copy.ts";
import { closeFd } from "./fd.ts";
import { AT_FDCWD, O, openAt, openIn, withFd } from "./open.ts";
import { entries, findAt, isWhiteout, statAt, statFd } from "./stat.ts";
import { getXattr, listXattrs, setXattr, setXattrFd } from "./xattr.ts";

const top = fs.mkdtempSync(join(tmpdir(), "files-"));
afterAll(() => fs.rmSync(top, { recursive: true }));
let path: string;
let cases = 0;
beforeEach(() => {
  path = join(top, String(cases++));
  fs.mkdirSync(path);
});

const inDirectory = <T>(work: (fd: number) => T): T =>
  withFd(openAt(AT_FDCWD, path, O.RDONLY | O.DIRECTORY), work);

test("paths are resolved inside the root, whatever links and dots say", () => {
  fs.mkdirSync(join(path, "root/etc"), { recursive: true });
  fs.writeFileSync(join(path, "root/etc/passwd"), "inside");
  fs.symlinkSync("/etc", join(path, "root/absolute"));
  fs.symlinkSync("../../../../etc", join(path, "root/relative"));
  fs.symlinkSync("/proc/self/root/etc", join(path, "root/magic"));
  fs.mkdirSync(join(path, "root/proc"));
  const root = openAt(AT_FDCWD, join(path, "root"), O.PATH | O.DIRECTORY);
  for (const name of [
    "etc/passwd",
    "/etc/passwd",
    "../../etc/passwd",
    "absolute/passwd",
    "relative/passwd",
  ]) {
    withFd(openIn(root, name, O.RDONLY), (fd) => expect(fs.readFileSync(fd, "utf8")).toBe("inside"));
  }
  expect(() => openIn(root, "magic/passwd", O.RDONLY)).toThrow("ENOENT");
  expect(() => openIn(root, "absolute", O.RDONLY | O.NOFOLLOW)).toThrow("ELOOP");
  closeFd(root);
  withFd(openAt(AT_FDCWD, "/", O.PATH | O.DIRECTORY), (host) => {
    expect(() => openIn(host, "proc/self/cwd", O.PATH)).toThrow("ELOOP");
  });
});

test("a NUL in a name is refused, not cut", () => {
  inDirectory((fd) => {
    expect(() => at.mkdirAt(fd, "a\0b", 0o700)).toThrow("NUL byte");
    expect(() => openAt(fd, "a\0b", O.RDONLY)).toThrow("NUL byte");
  });
  expect(fs.readdirSync(path)).toEqual([]);
});

test("what is made is what node:fs sees", () => {
  inDirectory((fd) => {
    at.mkdirAt(fd, "dir", 0o751);
    at.symlinkAt("target", fd, "symlink");
    at.mknodAt(fd, "fifo", at.S.IFIFO | 0o640);
    at.mknodAt(fd, "device", at.S.IFCHR | 0o600, 0xfff, 0xfffff);
    at.mknodAt(fd, "whiteout", at.S.IFCHR, 0, 0);
    fs.writeFileSync(join(path, "file"), "content");
    at.linkAt(fd, "file", fd, "hard");
    at.linkAt(fd, "symlink", fd, "hard-symlink");
    at.renameAt(fd, "file", fd, "renamed");
    expect(() => at.renameAt(fd, "hard", fd, "renamed", at.RENAME_NOREPLACE)).toThrow("EEXIST");
    at.chownAt(fd, "symlink", 11, 22);
    at.chmodAt(fd, "renamed", 0o4711);
    expect(Buffer.from(at.readlinkAt(fd, "symlink")).toString()).toBe("target");
    for (const { name } of entries(fd)) {
      const ours = statAt(fd, name);
      const theirs = fs.lstatSync(join(path, Buffer.from(name).toString()), { bigint: true });
      expect(ours).toMatchObject({
        mode: Number(theirs.mode),
        uid: Number(theirs.uid),
        gid: Number(theirs.gid),
        links: Number(theirs.nlink),
        inode: theirs.ino,
        size: Number(theirs.size),
        blocks: Number(theirs.blocks),
      });
      expect(BigInt(ours.modified.seconds) * 1_000_000_000n + BigInt(ours.modified.nanos)).toBe(
        theirs.mtimeNs,
      );
    }
    expect(statAt(fd, "device")).toMatchObject({ major: 0xfff, minor: 0xfffff });
    expect(isWhiteout(statAt(fd, "whiteout"))).toBe(true);
    expect(isWhiteout(statAt(fd, "device"))).toBe(false);
    expect(findAt(fd, "none")).toBeUndefined();
    expect(() => statAt(fd, "none")).toThrow('stat "none": ENOENT');
    expect(() => at.mknodAt(fd, "x", at.S.IFCHR, 0x1000, 0)).toThrow("device number 4096:0 out of range");
    expect(() => at.rmdirAt(fd, "renamed")).toThrow("ENOTDIR");
    at.unlinkAt(fd, "whiteout");
    at.rmdirAt(fd, "dir");
  });
});

test("times: nanoseconds, before 1970, of a link itself", () => {
  fs.symlinkSync("nowhere", join(path, "link"));
  inDirectory((fd) => {
    at.utimesAt(fd, "link", { seconds: 1, nanos: 2 }, { seconds: -3, nanos: 999_999_999 });
    expect(statAt(fd, "link")).toMatchObject({
      accessed: { seconds: 1, nanos: 2 },
      modified: { seconds: -3, nanos: 999_999_999 },
    });
    at.utimesFd(fd, { seconds: 5, nanos: 0 }, { seconds: 6, nanos: 7 });
    expect(statFd(fd).modified).toEqual({ seconds: 6, nanos: 7 });
  });
});

test("a directory of many names comes in pieces, none lost", () => {
  const names = Array.from({ length: 3000 }, (_, index) => `name-${"x".repeat(index % 50)}-${index}`);
  for (const name of names) {
    fs.writeFileSync(join(path, name), "");
  }
  const found = inDirectory((fd) => Array.from(entries(fd), ({ name }) => Buffer.from(name).toString()));
  expect(found.sort()).toEqual(names.sort());
});

test("xattrs: empty, large, absent, of a link's target never", () => {
  const file = join(path, "file");
  fs.writeFileSync(file, "");
  fs.symlinkSync(file, join(path, "link"));
  setXattr(file, "user.empty", new Uint8Array(0));
  const large = new Uint8Array(2000).fill(7);
  withFd(openAt(AT_FDCWD, file, O.RDONLY), (fd) => setXattrFd(fd, "user.large", large));
  expect(listXattrs(file).sort()).toEqual(["user.empty", "user.large"]);
  expect(getXattr(file, "user.empty")).toEqual(new Uint8Array(0));
  expect(getXattr(file, "user.large")).toEqual(large);
  expect(getXattr(file, "user.none")).toBeUndefined();
  expect(listXattrs(join(path, "link"))).toEqual([]);
  expect(getXattr(join(path, "link"), "user.large")).toBeUndefined();
  expect(getXattr("/proc/self/status", "user.none")).toBeUndefined();
});

test("data is copied between holes", () => {
  const [from, to] = ["from", "to"].map((name) =>
    openAt(AT_FDCWD, join(path, name), O.RDWR | O.CREAT, 0o600),
  );
  if (from === undefined || to === undefined) {
    return expect.unreachable();
  }
  fs.writeSync(from, "data", 1 << 20);
  setSize(from, 4 << 20);
  const data = nextData(from, 0) ?? expect.unreachable();
  expect(data.start).toBe(1 << 20);
  expect(nextData(from, data.end)).toBeUndefined();
  expect(copyRange(from, to, data.start, data.end - data.start)).toBe(data.end - data.start);
  expect(copyRange(from, to, 4 << 20, 10)).toBe(0);
  expect(
    fs
      .readFileSync(to)
      .subarray(1 << 20, (1 << 20) + 4)
      .toString(),
  ).toBe("data");
  closeFd(from);
  closeFd(to);
});
