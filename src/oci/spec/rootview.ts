import { closeSync } from "node:fs";
import { openDirectory, openRoot, type RootMount, readInRoot } from "../../linux/rootview.ts";

/** A container's root filesystem, read from outside. */
export interface RootView extends Disposable {
  /** The text of a regular file; undefined when there is none. Invalid argument: it is something else, or over 10 MiB. */
  read(path: string): string | undefined;
}

/** Bytes. Lists of users and groups of real images take kilobytes: CVE-2026-47262. */
const fileLimit = 10 << 20;

/** Opens the root filesystem that a snapshot's mounts make. Not implemented: mounts that are neither bind nor overlay. */
export function viewMounts(mounts: readonly RootMount[]): RootView {
  return viewOf(openRoot(mounts));
}

/** Opens a directory of the host as a root filesystem. */
export function viewDirectory(path: string): RootView {
  return viewOf(openDirectory(path));
}

function viewOf(root: number): RootView {
  return {
    read: (path) => {
      const bytes = readInRoot(root, path, fileLimit);
      return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
    },
    [Symbol.dispose]: () => closeSync(root),
  };
}
