// Where shims and tasks are on the disk.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { shimFiles } from "../core/shim-record.ts";

export interface ShimPaths {
  readonly key: string;
  readonly socket: string;
  readonly directory: string;
  readonly record: string;
  readonly journal: string;
  readonly log: string;
}

/** 32 hex digits: with them a socket's path stays short whatever the ids are. */
function keyOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** Of the built-in shim of a group. */
export function groupKey(namespace: string, group: string): string {
  return keyOf(`${namespace}/${group}`);
}

/** Of a shim that chose its address itself. */
export function addressKey(address: string): string {
  return keyOf(address);
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
