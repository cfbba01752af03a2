import { afterAll, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openMounted, readInRoot } from "../../linux/rootview.ts";
import { viewDirectory, viewMounts } from "./rootview.ts";

const directory = mkdtempSync(join(tmpdir(), "rootview-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function layer(name: string, files: Record<string, string>): string {
  const path = join(directory, name);
  mkdirSync(join(path, "etc"), { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(join(path, file), text);
  }
  return path;
}

test("regular files are read, and a missing one is undefined", () => {
  using root = viewDirectory(layer("plain", { "etc/passwd": "root" }));
  expect(root.read("etc/passwd")).toBe("root");
  expect(root.read("etc/group")).toBeUndefined();
  expect(root.read("etc/passwd/x")).toBeUndefined();
});

test("links lead to nothing outside; loops, FIFOs, devices and huge files are errors", () => {
  writeFileSync(join(directory, "outside"), "secret");
  const path = layer("hostile", { "etc/real": "inside", "etc/huge": "" });
  truncateSync(join(path, "etc/huge"), (10 << 20) + 1);
  symlinkSync("/etc/real", join(path, "etc/absolute"));
  symlinkSync("../../../outside", join(path, "etc/climbing"));
  symlinkSync("loop", join(path, "etc/loop"));
  symlinkSync("/proc/self/environ", join(path, "etc/magic"));
  execFileSync("mkfifo", [join(path, "etc/fifo")]);
  execFileSync("mknod", [join(path, "etc/device"), "c", "1", "5"]);
  using root = viewDirectory(path);
  expect(root.read("etc/absolute")).toBe("inside");
  expect(root.read("etc/climbing")).toBeUndefined();
  expect(root.read("etc/magic")).toBeUndefined();
  expect(() => root.read("etc/loop")).toThrow("ELOOP");
  for (const name of ["fifo", "device", "."]) {
    expect(() => root.read(`etc/${name}`)).toThrow("not a regular file");
  }
  expect(() => root.read("etc/huge")).toThrow("more than");
});

test("an overlay is seen as the container will see it, without being mounted", () => {
  const lower = layer("lower", { "etc/passwd": "lower", "etc/group": "lower", "etc/gone": "lower" });
  const middle = layer("middle", { "etc/group": "middle" });
  const upper = layer("upper", { "etc/passwd": "upper" });
  execFileSync("mknod", [join(upper, "etc/gone"), "c", "0", "0"]);
  const options = ["index=off", `workdir=${directory}`, `upperdir=${upper}`, `lowerdir=${middle}:${lower}`];
  using root = viewMounts([{ type: "overlay", source: "overlay", options }]);
  expect(root.read("etc/passwd")).toBe("upper");
  expect(root.read("etc/group")).toBe("middle");
  expect(root.read("etc/gone")).toBeUndefined();
});

test("on older kernels, where the overlay must be mounted, the same is read and nothing stays mounted", () => {
  const lower = layer("old-lower", { "etc/passwd": "lower", "etc/group": "lower" });
  const upper = layer("old-upper", { "etc/passwd": "upper" });
  const before = readFileSync("/proc/self/mountinfo", "utf8");
  const root = openMounted([upper, lower], []);
  expect(readFileSync("/proc/self/mountinfo", "utf8")).toBe(before);
  expect(Buffer.from(readInRoot(root, "etc/passwd", 100) ?? "").toString()).toBe("upper");
  expect(Buffer.from(readInRoot(root, "/etc/../../etc/group", 100) ?? "").toString()).toBe("lower");
  closeSync(root);
});

test("mounts of other types than bind and overlay are refused", () => {
  expect(() => viewMounts([])).toThrow("0 mounts");
  expect(() => viewMounts([{ type: "erofs", source: "x", options: [] }])).toThrow("type erofs");
});
