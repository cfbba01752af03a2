// Where the socket and the files of a shim are on the disk.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { shimFiles } from "../../core/shim-record.ts";

export interface ShimPaths {
  /** Names the shim among all others: 32 hexadecimal digits. */
  readonly key: string;
  readonly socket: string;
  /** Holds the files below, and lives as long as the shim does. */
  readonly directory: string;
  readonly record: string;
  readonly journal: string;
  readonly log: string;
}

/** The key of the built-in shim that serves a group of tasks; a task without a group is a group of its own. */
export function groupKey(namespace: string, group: string): string {
  return keyOf(`${namespace}/${group}`);
}

/** The key of a shim that chose its address itself. */
export function addressKey(address: string): string {
  return keyOf(address);
}

export function isShimKey(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

/** `sockets` is the directory `<daemon state>/s`. */
export function shimPaths(sockets: string, key: string): ShimPaths {
  const directory = join(sockets, `${key}.d`);
  return {
    key,
    socket: join(sockets, key),
    directory,
    record: join(directory, shimFiles.record),
    journal: join(directory, shimFiles.journal),
    log: join(directory, shimFiles.log),
  };
}

/** A hash keeps the path of a socket within its 107 bytes, however long the ids are. */
function keyOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
