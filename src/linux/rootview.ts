// Reads files of a container's root filesystem from outside, by a mount that is attached nowhere. Such a mount ends with its
// descriptor, also when the process is killed.
import { constants, fstatSync, mkdtempSync, openSync, readSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errnoOf, invalidArgument, notImplemented } from "../errors/index.ts";
import { type MountPoint, mount, unmountOnce } from "./mount.ts";
import { MS } from "./mount-options.ts";
import { AT_FDCWD, O, openAt, openIn, withFd } from "./open.ts";
import { createOverlay } from "./overlay-mount.ts";

/** A mount of a root filesystem itself: a target below it has no meaning here. */
export type RootMount = Omit<MountPoint, "target">;

const confined = MS.RDONLY | MS.NOSUID | MS.NODEV | MS.NOEXEC;

/** A descriptor of the root directory, which the caller closes. */
export function openRoot(mounts: readonly RootMount[]): number {
  const [first, ...others] = mounts;
  if (first === undefined || others.length > 0) {
    throw notImplemented(`look into a rootfs of ${mounts.length} mounts`);
  }
  switch (first.type) {
    case "bind":
      return openDirectory(first.source);
    case "overlay":
      return openOverlay(first);
    default:
      throw notImplemented(`look into a rootfs of type ${first.type}`);
  }
}

export function openDirectory(path: string): number {
  return openAt(AT_FDCWD, path, O.PATH | O.DIRECTORY);
}

/** Takes the upper directory as one more lower one, so that nothing can be written and no unmount has to wait for the disk. */
function openOverlay({ options }: RootMount): number {
  const valuesOf = (key: string): string[] =>
    options.filter((option) => option.startsWith(`${key}=`)).map((option) => option.slice(key.length + 1));
  const layers = [...valuesOf("upperdir"), ...valuesOf("lowerdir").flatMap((list) => list.split(":"))];
  const [only] = layers;
  if (layers.length === 1 && only !== undefined) {
    return openDirectory(only);
  }
  const data = options.filter((option) => option === "userxattr");
  try {
    return createOverlay("overlay", confined, data, layers);
  } catch (error) {
    if (!["ENOSYS", "EINVAL"].includes(errnoOf(error) ?? "")) {
      throw error;
    }
    return openMounted(layers, data);
  }
}

/** For older kernels: mounts the layers, opens the mount and unmounts it again, without a wait between. */
export function openMounted(layers: readonly string[], data: readonly string[]): number {
  const directory = mkdtempSync(join(tmpdir(), "tsrt-rootfs-"));
  const options = ["ro", "nosuid", "nodev", "noexec", ...data, `lowerdir=${layers.join(":")}`];
  try {
    mount({ type: "overlay", source: "overlay", target: "", options }, directory);
    try {
      return openDirectory(directory);
    } finally {
      unmountOnce(directory, { lazy: true });
    }
  } finally {
    rmdirSync(directory);
  }
}

/**
 * The content of a regular file below `root`; undefined when there is none. Links are followed as a process in the
 * container would follow them, so that none leads out. Invalid argument when it is no regular file or longer than
 * `limit` bytes (CVE-2026-47262).
 */
export function readInRoot(root: number, path: string, limit: number): Uint8Array | undefined {
  const node = openNode(root, path);
  if (node === undefined) {
    return undefined;
  }
  return withFd(node, () => {
    const { size } = checkedStats(node, path, limit);
    const fd = openSync(`/proc/self/fd/${node}`, constants.O_RDONLY | constants.O_NONBLOCK);
    return withFd(fd, () => readUpTo(fd, size));
  });
}

function openNode(root: number, path: string): number | undefined {
  try {
    return openIn(root, path, O.PATH);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errnoOf(error) ?? "")) {
      return undefined;
    }
    throw error;
  }
}

/** Must precede the open: to open a FIFO blocks, and to open a device may do anything. */
function checkedStats(node: number, path: string, limit: number): { size: number } {
  const stats = fstatSync(node);
  if (!stats.isFile()) {
    throw invalidArgument(`${path} in the rootfs is not a regular file`);
  }
  if (stats.size > limit) {
    throw invalidArgument(`${path} in the rootfs has ${stats.size} bytes, more than ${limit}`);
  }
  return stats;
}

/** Reads no more than was checked, even if the file has grown meanwhile. */
function readUpTo(fd: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let length = 0;
  while (length < size) {
    const count = readSync(fd, bytes, length, size - length, null);
    if (count === 0) {
      break;
    }
    length += count;
  }
  return bytes.subarray(0, length);
}
