// Reads files of a container's root filesystem from outside, without mounting it anywhere: a mount that is never
// attached goes away with its fd, also when the process is killed.
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { invalidArgument, notImplemented } from "../errors/index.ts";
import { address, check, cString, SystemError, syscall } from "./libc.ts";
import { number } from "./number.ts";

/** The fields of core's Mount that matter here. */
export interface RootMount {
  readonly type: string;
  readonly source: string;
  readonly options: readonly string[];
}

const O_PATH = 0o10000000;
const O_CLOEXEC = 0o2000000;
const AT_FDCWD = -100;
const FSCONFIG_SET_FLAG = 0;
const FSCONFIG_SET_STRING = 1;
const FSCONFIG_CMD_CREATE = 6;
const FSOPEN_CLOEXEC = 1;
const FSMOUNT_CLOEXEC = 1;
/** RDONLY, NOSUID, NODEV, NOEXEC. */
const mountAttributes = 0xf;
const RESOLVE_NO_MAGICLINKS = 0x02;
const RESOLVE_IN_ROOT = 0x10;

/** An fd of the root directory, read-only where the kernel allows it. The caller closes it. */
export function openRoot(mounts: readonly RootMount[]): number {
  const [mount, ...others] = mounts;
  if (mount === undefined || others.length > 0) {
    throw notImplemented(`look into a rootfs of ${mounts.length} mounts`);
  }
  switch (mount.type) {
    case "bind":
      return openDirectory(mount.source);
    case "overlay":
      return openOverlay(mount);
    default:
      throw notImplemented(`look into a rootfs of type ${mount.type}`);
  }
}

export function openDirectory(path: string): number {
  const name = cString(path);
  return check(
    syscall(number.openat, AT_FDCWD, address(name), O_PATH | constants.O_DIRECTORY | O_CLOEXEC),
    `open ${path}`,
  );
}

const optionValue = (mount: RootMount, key: string): string | undefined =>
  mount.options.find((option) => option.startsWith(`${key}=`))?.slice(key.length + 1);

function openOverlay(mount: RootMount): number {
  const upper = optionValue(mount, "upperdir");
  const lowers = (optionValue(mount, "lowerdir") ?? "").split(":");
  const layers = [...(upper === undefined ? [] : [upper]), ...lowers];
  const [only] = layers;
  if (layers.length === 1 && only !== undefined) {
    return openDirectory(only);
  }
  const type = cString("overlay");
  const filesystem = check(syscall(number.fsopen, address(type), FSOPEN_CLOEXEC), "fsopen overlay");
  try {
    setLayers(filesystem, layers);
    if (mount.options.includes("userxattr")) {
      check(configure(filesystem, FSCONFIG_SET_FLAG, "userxattr"), "fsconfig userxattr");
    }
    check(configure(filesystem, FSCONFIG_CMD_CREATE), "create overlay");
    return check(syscall(number.fsmount, filesystem, FSMOUNT_CLOEXEC, mountAttributes), "fsmount overlay");
  } finally {
    closeSync(filesystem);
  }
}

/** One option per layer where the kernel has it (6.8), else all in one, which may hold 255 bytes. */
function setLayers(filesystem: number, layers: readonly string[]): void {
  for (const [index, layer] of layers.entries()) {
    const result = configure(filesystem, FSCONFIG_SET_STRING, "lowerdir+", layer);
    if (result < 0 && index === 0) {
      const all = layers.join(":");
      check(configure(filesystem, FSCONFIG_SET_STRING, "lowerdir", all), `lowerdir=${all}`);
      return;
    }
    check(result, `lowerdir+=${layer}`);
  }
}

function configure(filesystem: number, command: number, key?: string, value?: string): number {
  const keyBytes = key === undefined ? undefined : cString(key);
  const valueBytes = value === undefined ? undefined : cString(value);
  return syscall(
    number.fsconfig,
    filesystem,
    command,
    keyBytes === undefined ? 0 : address(keyBytes),
    valueBytes === undefined ? 0 : address(valueBytes),
    0,
  );
}

/**
 * The content of a regular file below `root`; undefined when there is none. Links are followed as a process in the
 * container would follow them, so that none leads out. Invalid argument when it is no regular file or longer than
 * `limit` bytes (CVE-2026-47262).
 */
export function readInRoot(root: number, path: string, limit: number): Uint8Array | undefined {
  const node = openInRoot(root, path);
  if (node === undefined) {
    return undefined;
  }
  try {
    const { size } = fstatChecked(node, path, limit);
    const fd = openSync(`/proc/self/fd/${node}`, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return readUpTo(fd, size);
    } finally {
      closeSync(fd);
    }
  } finally {
    closeSync(node);
  }
}

function openInRoot(root: number, path: string): number | undefined {
  const name = cString(path);
  const how = new BigUint64Array([
    BigInt(O_PATH | O_CLOEXEC),
    0n,
    BigInt(RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS),
  ]);
  const result = syscall(number.openat2, root, address(name), address(how), how.byteLength);
  try {
    return check(result, `open ${path} in the rootfs`);
  } catch (error) {
    if (error instanceof SystemError && (error.code === "ENOENT" || error.code === "ENOTDIR")) {
      return undefined;
    }
    throw error;
  }
}

/** Looks before it opens: opening a FIFO blocks, and opening a device may do anything. */
function fstatChecked(node: number, path: string, limit: number): { size: number } {
  const stats = fstatSync(node);
  if (!stats.isFile()) {
    throw invalidArgument(`${path} in the rootfs is not a regular file`);
  }
  if (stats.size > limit) {
    throw invalidArgument(`${path} in the rootfs has ${stats.size} bytes, more than ${limit}`);
  }
  return stats;
}

/** Never more than was checked, even if the file grows meanwhile. */
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
