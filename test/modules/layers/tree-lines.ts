// Describes trees as lines, to compare those of the model with those on the disk.
import { type BigIntStats, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { getXattr, listXattrs } from "../../../src/linux/xattr.ts";
import type { Attributes, Directory, Node } from "./oci-model.ts";

/** The lines sorted by path. A further name of a file says which name of the file is the first. */
export type TreeLines = ReadonlyMap<
  string,
  { readonly facts: string; readonly modified: number | undefined }
>;

export function linesOfModel(root: Directory): TreeLines {
  const lines = new Map<string, { facts: string; modified: number | undefined }>();
  const first = new Map<Node, string>();
  const walk = (directory: Directory, path: string): void => {
    for (const name of [...directory.children.keys()].sort()) {
      const node = directory.children.get(name) as Node;
      const full = `${path}${name}`;
      const isNamed = node.kind === "directory" || !first.has(node);
      const linked = isNamed ? "" : ` is ${first.get(node)}`;
      first.set(node, first.get(node) ?? full);
      const attributes = node.attributes ?? nobodys;
      const content = node.kind === "directory" ? "" : node.content;
      lines.set(full, {
        facts: factsOf(node.kind, attributes, content) + linked,
        modified: node.attributes?.modified,
      });
      if (node.kind === "directory") {
        walk(node, `${full}/`);
      }
    }
  };
  walk(root, "");
  return lines;
}

/** A directory without an entry, whose time the image does not determine. */
const nobodys: Attributes = { mode: 0o755, uid: 0, gid: 0, modified: 0, xattrs: new Map() };

function factsOf(kind: string, { mode, uid, gid, xattrs }: Attributes, content: string): string {
  const values = [...xattrs].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([kind, mode.toString(8), uid, gid, content, values]);
}

export function linesOnDisk(root: string): TreeLines {
  const lines = new Map<string, { facts: string; modified: number | undefined }>();
  const first = new Map<string, string>();
  const walk = (path: string): void => {
    for (const name of readdirSync(`${root}/${path}`).sort()) {
      const full = `${path}${name}`;
      const stat = lstatSync(`${root}/${full}`, { bigint: true, throwIfNoEntry: false });
      if (stat === undefined) {
        lines.set(full, { facts: "a name without a file", modified: undefined });
        continue;
      }
      const identity = `${stat.dev} ${stat.ino}`;
      const linked = stat.isDirectory() || !first.has(identity) ? "" : ` is ${first.get(identity)}`;
      first.set(identity, first.get(identity) ?? full);
      lines.set(full, {
        facts: factsOnDisk(`${root}/${full}`, stat) + linked,
        modified: Number(stat.mtimeNs / 1_000_000_000n),
      });
      if (stat.isDirectory()) {
        walk(`${full}/`);
      }
    }
  };
  walk("");
  return lines;
}

function factsOnDisk(path: string, stat: BigIntStats): string {
  const [kind, content] = contentOf(path, stat);
  const keys = listXattrs(path).filter((key) => !key.startsWith("trusted.overlay."));
  const xattrs = keys.map((key) => [key, Buffer.from(getXattr(path, key) ?? []).toString("latin1")] as const);
  const attributes = {
    mode: Number(stat.mode) & 0o7777,
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    modified: 0,
  };
  return factsOf(kind, { ...attributes, xattrs: new Map(xattrs) }, content);
}

function contentOf(path: string, stat: BigIntStats): [kind: string, content: string] {
  if (stat.isDirectory()) {
    return ["directory", ""];
  }
  if (stat.isSymbolicLink()) {
    return ["symlink", readlinkSync(path)];
  }
  if (stat.isFile()) {
    return ["file", readFileSync(path, "latin1")];
  }
  return stat.isFIFO() ? ["fifo", ""] : ["device", `${stat.rdev >> 8n}:${stat.rdev & 255n}`];
}

/** The differences, one line each. Times that the model does not determine are not compared. */
export function differences(expected: TreeLines, found: TreeLines): string[] {
  const told: string[] = [];
  for (const path of new Set([...expected.keys(), ...found.keys()])) {
    const [should, is] = [expected.get(path), found.get(path)];
    if (should?.facts !== is?.facts) {
      told.push(`${path}: should be ${should?.facts ?? "nothing"}, is ${is?.facts ?? "nothing"}`);
    } else if (should?.modified !== undefined && should.modified !== is?.modified) {
      told.push(`${path}: should be of ${should.modified}, is of ${is?.modified}`);
    }
  }
  return told;
}
