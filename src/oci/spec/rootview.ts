import { closeSync } from "node:fs";
import { openDirectory, openRoot, type RootMount, readInRoot } from "../../linux/rootview.ts";

/** A container's root filesystem, read from outside. */
export interface RootView extends Disposable {
  /** Text of a regular file; undefined when there is none. Invalid argument when it is something else or over 10 MiB. */
  read(path: string): string | undefined;
}

/** Users and groups of real images take kilobytes: CVE-2026-47262. */
const fileLimit = 10 << 20;

/** The root filesystem that a snapshot's mounts make. Not implemented for other than bind and overlay. */
export function viewMounts(mounts: readonly RootMount[]): RootView {
  return viewOf(openRoot(mounts));
}

/** A directory of the host as root filesystem. */
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
