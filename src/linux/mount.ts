// Mounts what snapshotters describe, as containerd does. Source: containerd core/mount/mount_linux.go and mount_unix.go.
import { readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { notImplemented } from "../errors/index.ts";
import { E } from "./errno.ts";
import { closeFd } from "./fd.ts";
import { attachMounts, cloneMounts, mapMountIds } from "./id-mapped-mount.ts";
import type { IdMappings } from "./id-mapping.ts";
import { address, check, cString, SystemError, syscall } from "./libc.ts";
import { MS, type ParsedOptions, parseMountOptions } from "./mount-options.ts";
import { number } from "./number.ts";
import { AT_FDCWD, O, openAt, openIn, withFd } from "./open.ts";
import { commonDirectory, lowerDirectories, mountLongOverlay } from "./overlay-mount.ts";

/** A mount as core's contract describes it. */
export interface MountPoint {
  readonly type: string;
  readonly source: string;
  /** A path below the root that all mounts of a list are mounted on; empty for that root itself. */
  readonly target: string;
  readonly options: readonly string[];
}

const MNT_DETACH = 2;
const UMOUNT_NOFOLLOW = 8;
/** mount(2) copies a page of options, of which containerd keeps some bytes free. */
const longOptions = 4096 - 512;

/** Mounts on `root`, or on the mount's target, which the kernel resolves below `root`. */
export function mount(mount: MountPoint, root: string): void {
  if (isRoot(mount)) {
    mountOn(mount, root);
    return;
  }
  withFd(openAt(AT_FDCWD, root, O.PATH | O.DIRECTORY), (rootFd) =>
    withFd(openIn(rootFd, mount.target, O.PATH), (target) => mountOn(mount, `/proc/self/fd/${target}`)),
  );
}

/** Mounts one after another. When one fails, those before it are unmounted again. */
export function mountAll(mounts: readonly MountPoint[], root: string): void {
  let done = 0;
  try {
    for (const each of mounts) {
      mount(each, root);
      done++;
    }
  } catch (error) {
    for (const each of mounts.slice(0, done).reverse()) {
      detachTarget(each, root);
    }
    throw error;
  }
}

function mountOn(mount: MountPoint, target: string): void {
  const options = parseMountOptions(mount.options);
  if (options.ids === undefined) {
    mountPlain(mount, target, options);
    return;
  }
  if (!isRoot(mount)) {
    throw notImplemented(`mapped ids of a mount below the root, at ${mount.target}`);
  }
  if (mount.type === "overlay") {
    mountMappedOverlay(mount, target, options, options.ids);
  } else {
    mountPlain(mount, target, options);
    replaceMounts(target, 1, options.ids);
  }
}

/** The kernel maps the ids of an overlay's layers, and not those of the overlay. */
function mountMappedOverlay(
  mount: MountPoint,
  target: string,
  options: ParsedOptions,
  mappings: IdMappings,
): void {
  const lowers = lowerDirectories(options.data);
  const common = commonDirectory(lowers);
  withFd(cloneMounts(common), (layers) => {
    mapMountIds(layers, mappings, { readOnly: true });
    // An overlay takes layers only from where something is mounted. There its own mount hides this one, until it takes its place.
    attachMounts(layers, target);
    try {
      const mapped = lowers.map((lower) => `/proc/self/fd/${layers}/${lower.slice(common.length)}`);
      const others = options.data.filter((option) => !option.startsWith("lowerdir="));
      mountPlain(mount, target, { ...options, data: [...others, `lowerdir=${mapped.join(":")}`] });
    } catch (error) {
      unmountOnce(target, { lazy: true });
      throw error;
    }
    replaceMounts(target, 2, undefined);
  });
}

/** Puts a copy of the topmost mount of `target`, with mapped ids where that is asked for, in the place of the topmost `count`. */
function replaceMounts(target: string, count: number, mappings: IdMappings | undefined): void {
  let copy: number;
  try {
    copy = mappedCopy(target, mappings);
  } finally {
    for (let done = 0; done < count; done++) {
      unmountOnce(target, { lazy: true });
    }
  }
  withFd(copy, () => attachMounts(copy, target));
}

function mappedCopy(target: string, mappings: IdMappings | undefined): number {
  const copy = cloneMounts(target);
  if (mappings === undefined) {
    return copy;
  }
  try {
    mapMountIds(copy, mappings, { readOnly: false });
    return copy;
  } catch (error) {
    closeFd(copy);
    throw error;
  }
}

function mountPlain(mount: MountPoint, target: string, options: ParsedOptions): void {
  const isLong = options.data.reduce((size, option) => size + option.length + 1, 0) >= longOptions;
  const changesData = (options.flags & MS.REMOUNT) === 0 || options.data.length > 0;
  if (mount.type === "overlay" && isLong) {
    mountLongOverlay(mount.source, target, options);
  } else if (changesData) {
    mountOnce(mount, target, options);
  }
  if (options.propagation !== 0) {
    call("", target, "", options.propagation, "");
  }
  // For a bind mount the kernel takes `ro` from a remount only, and ignores it before.
  const isReadOnlyBind = (options.flags & MS.BIND) !== 0 && (options.flags & MS.RDONLY) !== 0;
  if (isReadOnlyBind) {
    call("", target, "", options.flags | MS.REMOUNT, "");
  }
}

function mountOnce(mount: MountPoint, target: string, options: ParsedOptions): void {
  const data = options.data.join(",");
  try {
    call(mount.source, target, mount.type, options.flags, data);
  } catch (error) {
    const what = `mount source: ${mount.source}, target: ${target}, fstype: ${mount.type}`;
    throw new Error(`${what}, flags: ${options.flags}, data: ${data}`, { cause: error });
  }
}

function call(source: string, target: string, type: string, flags: number, data: string): void {
  const strings = [source, target, type, data].map(cString);
  const [from = 0, to = 0, kind = 0, options = 0] = strings.map(address);
  check(syscall(number.mount, from, to, kind, flags, data === "" ? 0 : options), "mount");
}

export interface UnmountOptions {
  /** Takes the mount out of sight at once, also while files of it are open. */
  readonly lazy?: boolean;
}

/**
 * Unmounts the topmost mount of `target`. False when nothing is mounted there. For an overlay the kernel waits until what was
 * written to it is on the disk. Throws EBUSY when files of the mount are open.
 */
export function unmountOnce(target: string, options: UnmountOptions = {}): boolean {
  const flags = (options.lazy === true ? MNT_DETACH : 0) | UMOUNT_NOFOLLOW;
  const result = syscall(number.umount2, address(cString(target)), flags);
  if (result === -E.INVAL || result === -E.NOENT) {
    return false;
  }
  check(result, `unmount ${target}`);
  return true;
}

const busyTries = 50;
const busyMillis = 50;

/** Unmounts everything that is stacked on `target`, and waits while a mount is busy. Nothing mounted is no error. */
export async function unmountAll(target: string, options: UnmountOptions = {}): Promise<void> {
  for (let tries = 0; ; ) {
    try {
      if (!unmountOnce(target, options)) {
        return;
      }
    } catch (error) {
      const isBusy = error instanceof SystemError && error.code === "EBUSY";
      if (!isBusy || ++tries >= busyTries) {
        throw error;
      }
      await sleep(busyMillis);
    }
  }
}

/** Undoes `mountAll`, beginning with the last mount. */
export async function unmountMounts(
  mounts: readonly MountPoint[],
  root: string,
  options: UnmountOptions = {},
): Promise<void> {
  for (const each of [...mounts].reverse()) {
    const target = isRoot(each) ? root : resolveBelow(root, each.target);
    if (target !== undefined) {
      await unmountAll(target, options);
    }
  }
}

/** The path of a mount's target; undefined when it does not exist any more. */
function resolveBelow(root: string, target: string): string | undefined {
  try {
    return withFd(openAt(AT_FDCWD, root, O.PATH | O.DIRECTORY), (rootFd) =>
      withFd(openIn(rootFd, target, O.PATH), (fd) => readlinkSync(`/proc/self/fd/${fd}`)),
    );
  } catch (error) {
    if (error instanceof SystemError && error.code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

function isRoot(mount: MountPoint): boolean {
  return mount.target === "" || mount.target === "/";
}

function detachTarget(mount: MountPoint, root: string): void {
  const target = isRoot(mount) ? root : resolveBelow(root, mount.target);
  if (target !== undefined) {
    unmountOnce(target, { lazy: true });
  }
}
