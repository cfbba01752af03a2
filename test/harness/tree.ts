// Describes a directory tree as text, with one line for each entry, to compare unpacked layers.
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { getXattr, listXattrs } from "../../src/linux/xattr.ts";

/** A line has path, type, mode, owner, size, modification time in nanoseconds, device numbers, link count, content and xattrs. */
export function listTree(root: string): string[] {
  return walk(root, ".").sort();
}

function walk(root: string, path: string): string[] {
  const full = `${root}/${path}`;
  const lines = [describe(full, path)];
  if (lstatSync(full).isDirectory()) {
    for (const name of readdirSync(full)) {
      lines.push(...walk(root, `${path}/${name}`));
    }
  }
  return lines;
}

function describe(full: string, path: string): string {
  const stat = lstatSync(full, { bigint: true });
  const links = stat.isDirectory() ? "" : ` links ${stat.nlink}`;
  const facts = `${stat.mode.toString(8)} ${stat.uid}:${stat.gid} ${stat.mtimeNs}${links}`;
  return `${path} ${facts} ${contentOf(full, stat)} ${xattrsOf(full)}`.trimEnd();
}

function contentOf(full: string, stat: ReturnType<typeof lstatSync> & { rdev: bigint | number }): string {
  if (stat.isFile()) {
    return createHash("sha256").update(readFileSync(full)).digest("hex").slice(0, 16);
  }
  if (stat.isSymbolicLink()) {
    return `-> ${readlinkSync(full)}`;
  }
  return stat.isCharacterDevice() || stat.isBlockDevice() ? `device ${stat.rdev}` : "";
}

/** The xattrs of overlayfs are left out, because they are not part of the image. */
function xattrsOf(full: string): string {
  return listXattrs(full)
    .filter((key) => !key.startsWith("trusted.overlay."))
    .sort()
    .map((key) => `${key}=${Buffer.from(getXattr(full, key) ?? []).toString("hex")}`)
    .join(" ");
}
