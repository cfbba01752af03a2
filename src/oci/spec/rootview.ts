import { closeSync } from "node:fs";
import { openDirectory, openRoot, type RootMount, readInRoot } from "../../linux/rootview.ts";

/** A container's root filesystem, from which the daemon or a client reads files. */
export interface RootView extends Disposable {
  /** The text of a regular file; undefined when it does not exist. Throws invalid argument if it is not regular, or over 10 MiB. */
  read(path: string): string | undefined;
}

/** The most bytes that are read of a file (CVE-2026-47262). The lists of users and groups of real images have kilobytes. */
const fileLimit = 10 << 20;

/** Opens the root filesystem that a snapshot's mounts make. Throws not implemented for mounts other than bind and overlay. */
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
