// Every kind of entry gets the attributes that GNU tar and umoci give it from the same archive.
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { archive, type CraftedEntry } from "../../../test/harness/tar-archive.ts";
import { listTree } from "../../../test/harness/tree.ts";
import { getXattr } from "../../linux/xattr.ts";
import { uncompressedLayer } from "../media-type.ts";
import { apply } from "./apply.ts";

// Processes and disks of a busy machine take their time.
setDefaultTimeout(60_000);

const top = fs.mkdtempSync(join(tmpdir(), "attributes-"));
afterAll(() => fs.rmSync(top, { recursive: true }));

/** CAP_NET_BIND_SERVICE, permitted and effective: version 2 of the kernel's struct vfs_cap_data. */
const capability = "\x01\0\0\x02\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
const withCapability = [["SCHILY.xattr.security.capability", capability]] as const;
const withNote = [["SCHILY.xattr.user.note", "of the archive"]] as const;

const entries: readonly CraftedEntry[] = [
  { name: "dir/", type: "5", mode: 0o3751, uid: 11, gid: 12, mtime: 1001, pax: withNote },
  { name: "dir/suid", data: "#!", mode: 0o6755, uid: 13, gid: 14, mtime: 1002, pax: withNote },
  { name: "dir/capable", data: "elf", mode: 0o750, uid: 15, gid: 16, mtime: 1003, pax: withCapability },
  { name: "dir/symlink", type: "2", link: "capable", mode: 0o777, uid: 17, gid: 18, mtime: 1004 },
  { name: "dir/fifo", type: "6", mode: 0o640, uid: 19, gid: 20, mtime: 1005 },
  { name: "dir/device", type: "3", major: 1, minor: 3, mode: 0o660, uid: 21, gid: 22, mtime: 1006 },
  // Writers differ in what they put into the header of a link: what it leads to says it all.
  { name: "bare", type: "1", link: "dir/capable", mode: 0, uid: 0, gid: 0, mtime: 0 },
  {
    name: "whole",
    type: "1",
    link: "dir/capable",
    mode: 0o750,
    uid: 15,
    gid: 16,
    mtime: 1003,
    pax: withCapability,
  },
  { name: "other", type: "1", link: "dir/suid", mode: 0o644, uid: 99, gid: 99, mtime: 5 },
  { name: "to-link", type: "1", link: "dir/symlink", mode: 0o644, uid: 99, gid: 99, mtime: 5 },
];

const bytes = archive(...entries);
const file = join(top, "layer.tar");
fs.writeFileSync(file, bytes);

/** The tree without its root, which no entry names. */
function treeOf(name: string): string[] {
  return listTree(join(top, name)).filter((line) => !line.startsWith(". "));
}

async function unpackTo(
  name: string,
  mount: (path: string) => { type: string; options: string[] },
): Promise<string[]> {
  const path = join(top, name);
  fs.mkdirSync(path);
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const layer = { mediaType: uncompressedLayer, digest, size: bytes.length };
  const mounts = [{ source: path, target: "", ...mount(path) }];
  await apply({ command: "apply", blob: file, layer, mounts, sync: false }, () => {});
  return treeOf(name);
}

test("a plain directory and an upper one are as GNU tar and umoci make them", async () => {
  const plain = await unpackTo("plain", () => ({ type: "bind", options: ["rbind", "rw"] }));
  const upper = await unpackTo("upper", (path) => ({ type: "overlay", options: [`upperdir=${path}`] }));
  expect(upper).toEqual(plain);

  fs.mkdirSync(join(top, "gnu"));
  const flags = ["--numeric-owner", "--xattrs", "--xattrs-include=*", "-xpf", file];
  execFileSync("tar", ["-C", join(top, "gnu"), ...flags], { stdio: "pipe" });
  expect(plain).toEqual(treeOf("gnu"));

  const layout = join(top, "layout");
  const umoci = (...args: string[]) => execFileSync("umoci", args, { stdio: "pipe" });
  umoci("init", "--layout", layout);
  umoci("new", "--image", `${layout}:tag`);
  umoci("raw", "add-layer", "--image", `${layout}:tag`, file);
  umoci("raw", "unpack", "--image", `${layout}:tag`, join(top, "umoci"));
  expect(plain).toEqual(treeOf("umoci"));
});

test("a capability survives the names that are linked to its file", () => {
  for (const tree of ["plain", "upper"]) {
    for (const name of ["dir/capable", "bare", "whole"]) {
      const value = getXattr(join(top, tree, name), "security.capability");
      expect({ name, value: Buffer.from(value ?? []).toString("latin1") }).toEqual({
        name,
        value: capability,
      });
    }
  }
});
