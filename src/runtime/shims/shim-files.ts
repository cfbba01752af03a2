// The files of a shim on the disk: made before it starts, removed after it has ended.
import { mkdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type ShimRecord, shimFiles } from "../../core/shim-record.ts";
import { errnoOf } from "../../errors/index.ts";
import type { ShimPaths } from "./paths.ts";
import { writeRecord } from "./shim-record.ts";

/** Removes what an earlier shim of that key left. The caller holds the lock on the key, and knows that no such shim lives. */
export function makeShimFiles(paths: ShimPaths, record: ShimRecord): void {
  removeShimFiles(paths);
  mkdirSync(paths.directory, { recursive: true, mode: 0o700 });
  writeRecord(paths.record, record);
}

/** Removes the files by their names: listing the directory needs a file descriptor, and there may be none. */
export function removeShimFiles({ socket, directory }: ShimPaths): void {
  for (const path of [socket, ...Object.values(shimFiles).map((name) => join(directory, name))]) {
    rmSync(path, { force: true });
  }
  try {
    rmdirSync(directory);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") {
      rmSync(directory, { recursive: true, force: true });
    }
  }
}

/** Removes the socket of a dead foreign shim, which made it in a directory that all shims share. */
export function removeForeignSocket(address: string): void {
  const path = address.replace(/^unix:\/\//, "");
  if (path.startsWith("/")) {
    rmSync(path, { force: true });
  }
}
