import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kindOf } from "../errors/index.ts";
import { mount, mountAll, unmountAll, unmountMounts, unmountOnce } from "./mount.ts";
import { MS, parseMountOptions } from "./mount-options.ts";
import { commonDirectory, mountByShortPaths } from "./overlay-mount.ts";

let top: string;
let target: string;

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "mount-"));
  target = join(top, "target");
  mkdirSync(target);
});

afterEach(async () => {
  await unmountAll(target, { lazy: true });
  rmSync(top, { recursive: true });
});

function directory(name: string, files: Record<string, string> = {}): string {
  const path = join(top, name);
  mkdirSync(path, { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    writeFileSync(join(path, file), content);
  }
  return path;
}

const mountInfo = (): string => readFileSync("/proc/self/mountinfo", "utf8");

test("options become flags, propagation and data", () => {
  expect(
    parseMountOptions(["ro", "rbind", "rslave", "lowerdir=/a:/b", "nosuid", "suid", "defaults"]),
  ).toEqual({
    flags: MS.RDONLY | MS.BIND | MS.REC,
    propagation: MS.SLAVE | MS.REC,
    data: ["lowerdir=/a:/b"],
    ids: undefined,
  });
  expect(parseMountOptions(["ro", "rw", "constructor"])).toEqual({
    flags: 0,
    propagation: 0,
    data: ["constructor"],
    ids: undefined,
  });
  for (const option of ["loop", "X-containerd.mkfs.fs=ext4"]) {
    expect(() => parseMountOptions([option])).toThrow(`mount option ${option}`);
  }
});

test("options that map ids come together and have ranges of ids", () => {
  const range = { containerID: 0, hostID: 100000, size: 65536 };
  expect(parseMountOptions(["uidmap=0:100000:65536", "gidmap=0:100000:65536", "rw"])).toEqual({
    flags: 0,
    propagation: 0,
    data: [],
    ids: { uids: [range], gids: [range] },
  });
  for (const text of ["0:1", "0:1:0", "a:1:2", "0:4294967295:1", "-1:1:1", "0:1:2,"]) {
    expect(() => parseMountOptions([`uidmap=${text}`, `gidmap=${text}`])).toThrow("id mapping");
  }
  expect(() => parseMountOptions(["uidmap=0:1:2"])).toThrow("mapped together");
});

const mapped = ["uidmap=0:100000:1000", "gidmap=0:200000:1000"];

test("an overlay with mapped ids shows its layers' files with the host's ids, and is one mount", () => {
  const lower = directory("layers/1/fs", { file: "x" });
  const upper = directory("layers/2/fs");
  const options = [...mapped, `workdir=${directory("layers/2/work")}`, `upperdir=${upper}`];
  mount(
    { type: "overlay", source: "overlay", target: "", options: [...options, `lowerdir=${lower}`] },
    target,
  );
  expect(statSync(join(target, "file"))).toMatchObject({ uid: 100000, gid: 200000 });
  appendFileSync(join(target, "file"), "y");
  expect(statSync(join(upper, "file"))).toMatchObject({ uid: 100000, gid: 200000 });
  expect(unmountOnce(target)).toBe(true);
  expect(mountInfo()).not.toContain(top);
  expect(statSync(join(lower, "file"))).toMatchObject({ uid: 0, gid: 0, size: 1 });
});

test("a bind mount with mapped ids shows them, also read-only; when it fails nothing is left", () => {
  const source = directory("source", { file: "x" });
  mount({ type: "bind", source, target: "", options: [...mapped, "ro", "rbind"] }, target);
  expect(statSync(join(target, "file"))).toMatchObject({ uid: 100000, gid: 200000 });
  expect(() => writeFileSync(join(target, "file"), "y")).toThrow("EROFS");
  unmountOnce(target);
  // The kernel maps no ids of /proc.
  const proc = { type: "bind", source: "/proc/sys", target: "", options: [...mapped, "rbind"] };
  expect(() => mount(proc, target)).toThrow("MOUNT_ATTR_IDMAP");
  const overlay = { type: "overlay", source: "overlay", target: "", options: [...mapped, "lowerdir=/a:/b"] };
  expect(() => mount(overlay, target)).toThrow();
  expect(mountInfo()).not.toContain(top);
});

test("a read-only bind refuses writes, its source does not", () => {
  const source = directory("source", { file: "x" });
  mount({ type: "bind", source, target: "", options: ["ro", "rbind"] }, target);
  expect(readFileSync(join(target, "file"), "utf8")).toBe("x");
  expect(() => writeFileSync(join(target, "file"), "y")).toThrow("EROFS");
  writeFileSync(join(source, "file"), "y");
  expect(unmountOnce(target)).toBe(true);
  expect(unmountOnce(target)).toBe(false);
});

test("a stack of mounts comes off whole, an open file delays it", async () => {
  const options = ["rbind", "rprivate"];
  mount({ type: "bind", source: directory("a", { a: "" }), target: "", options }, target);
  mount({ type: "bind", source: directory("b", { b: "" }), target: "", options }, target);
  const busy = Bun.spawn(["sleep", "0.2"], { cwd: target });
  await unmountAll(target);
  await busy.exited;
  expect(mountInfo()).not.toContain(target);
});

test("a target below the root is resolved inside it", async () => {
  const outside = directory("outside");
  const root = directory("root/inner");
  symlinkSync(outside, join(top, "root", "link"));
  const mounts = [
    { type: "bind", source: join(top, "root"), target: "", options: ["rbind"] },
    { type: "bind", source: directory("data", { data: "" }), target: "/../inner", options: ["rbind"] },
  ];
  mountAll(mounts, target);
  expect(existsSync(join(target, "inner", "data"))).toBe(true);
  expect(existsSync(join(root, "data"))).toBe(false);
  await unmountMounts(mounts, target);
  const escaping = { type: "bind", source: outside, target: "link", options: ["bind"] };
  expect(() => mountAll([mounts[0] ?? escaping, escaping], target)).toThrow("ENOENT");
  expect(mountInfo()).not.toContain(target);
});

test("an overlay of 120 layers with long names", () => {
  const lowers = Array.from({ length: 120 }, (_, index) =>
    directory(`a-name-that-takes-some-of-the-page/${index}/fs`, {
      [`f${index}`]: String(index),
      top: String(index),
    }),
  );
  const options = [
    `workdir=${directory("work")}`,
    `upperdir=${directory("upper")}`,
    `lowerdir=${lowers.join(":")}`,
    "index=off",
    "nodev",
  ];
  mount({ type: "overlay", source: "overlay", target: "", options }, target);
  expect(readFileSync(join(target, "top"), "utf8")).toBe("0");
  expect(readFileSync(join(target, "f119"), "utf8")).toBe("119");
  writeFileSync(join(target, "new"), "");
  expect(existsSync(join(top, "upper", "new"))).toBe(true);
  expect(mountInfo()).toMatch(new RegExp(`${target} \\S*nodev`));
});

test("an overlay of 120 layers where the kernel is too old to take them one by one", () => {
  const lowers = Array.from({ length: 120 }, (_, index) =>
    directory(`a-name-that-takes-some-of-the-page/${index}/fs`, { [`f${index}`]: String(index) }),
  );
  mountByShortPaths("overlay", target, MS.NODEV, ["index=off"], lowers);
  expect(readFileSync(join(target, "f119"), "utf8")).toBe("119");
  expect(mountInfo()).toMatch(new RegExp(`${target} \\S*nodev`));
});

test("failure names the mount and keeps the errno", () => {
  const bad = { type: "overlay", source: "overlay", target: "", options: ["lowerdir=/none:/nothing"] };
  try {
    mount(bad, target);
    expect.unreachable();
  } catch (error) {
    expect(String(error)).toContain(
      `target: ${target}, fstype: overlay, flags: 0, data: lowerdir=/none:/nothing`,
    );
    expect(kindOf(error)).toBe("unknown");
  }
});

test("the common directory of paths", () => {
  expect(commonDirectory(["/r/snapshots/12/fs", "/r/snapshots/1/fs"])).toBe("/r/snapshots/");
  expect(commonDirectory(["/r/1/fs"])).toBe("/r/1/");
  expect(commonDirectory(["/a", "/b"])).toBe("/");
});
