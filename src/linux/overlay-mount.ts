// Mounts overlays whose options do not fit into the page that mount(2) takes: newer system calls take one layer at a time.
import { closeFd } from "./fd.ts";
import { attachMounts } from "./id-mapped-mount.ts";
import { address, check, cString, SystemError, syscall } from "./libc.ts";
import { MS, type ParsedOptions } from "./mount-options.ts";
import { number } from "./number.ts";
import { AT_FDCWD, O, openAt, withFd } from "./open.ts";

const FSCONFIG_SET_FLAG = 0;
const FSCONFIG_SET_STRING = 1;
const FSCONFIG_CMD_CREATE = 6;
/** FSOPEN_CLOEXEC and FSMOUNT_CLOEXEC. */
const CLOEXEC = 1;

/** The flags of fsmount(2), MOUNT_ATTR_*, have the values of these MS_* flags. Source: include/uapi/linux/mount.h. */
const attributes = MS.RDONLY | MS.NOSUID | MS.NODEV | MS.NOEXEC;

const prefix = "lowerdir=";

export function mountLongOverlay(source: string, target: string, options: ParsedOptions): void {
  const lowers = lowerDirectories(options.data);
  const others = options.data.filter((option) => !option.startsWith(prefix));
  try {
    mountByLayer(source, target, options.flags, others, lowers);
  } catch (error) {
    // `lowerdir+` came with Linux 6.8, the calls with 5.2.
    const isTooOld = error instanceof SystemError && (error.code === "ENOSYS" || error.code === "EINVAL");
    if (!isTooOld) {
      throw error;
    }
    mountByShortPaths(source, target, options.flags, others, lowers);
  }
}

export function lowerDirectories(data: readonly string[]): string[] {
  const option = data.find((candidate) => candidate.startsWith(prefix));
  return option === undefined ? [] : option.slice(prefix.length).split(":");
}

function mountByLayer(
  source: string,
  target: string,
  flags: number,
  data: readonly string[],
  lowers: readonly string[],
): void {
  withFd(createOverlay(source, flags, data, lowers), (overlay) => attachMounts(overlay, target));
}

/** A descriptor of a mount that is attached nowhere, and ends when it is closed. Needs Linux 6.8. */
export function createOverlay(
  source: string,
  flags: number,
  data: readonly string[],
  lowers: readonly string[],
): number {
  const filesystem = check(syscall(number.fsopen, address(cString("overlay")), CLOEXEC), "fsopen overlay");
  try {
    configure(filesystem, FSCONFIG_SET_STRING, "source", source);
    for (const lower of lowers) {
      configure(filesystem, FSCONFIG_SET_STRING, "lowerdir+", lower);
    }
    for (const option of data) {
      const equals = option.indexOf("=");
      if (equals < 0) {
        configure(filesystem, FSCONFIG_SET_FLAG, option);
      } else {
        configure(filesystem, FSCONFIG_SET_STRING, option.slice(0, equals), option.slice(equals + 1));
      }
    }
    configure(filesystem, FSCONFIG_CMD_CREATE);
    return check(syscall(number.fsmount, filesystem, CLOEXEC, flags & attributes), "fsmount overlay");
  } finally {
    closeFd(filesystem);
  }
}

function configure(filesystem: number, command: number, key?: string, value?: string): void {
  const keyBytes = key === undefined ? undefined : cString(key);
  const valueBytes = value === undefined ? undefined : cString(value);
  const result = syscall(
    number.fsconfig,
    filesystem,
    command,
    keyBytes === undefined ? 0 : address(keyBytes),
    valueBytes === undefined ? 0 : address(valueBytes),
    0,
  );
  check(result, `overlay option ${key ?? "(create)"}${value === undefined ? "" : `=${value}`}`);
}

/** Names each layer by way of a descriptor of the directory that all are in. So about 180 layers fit into a page. */
export function mountByShortPaths(
  source: string,
  target: string,
  flags: number,
  data: readonly string[],
  lowers: readonly string[],
): void {
  const common = commonDirectory(lowers);
  const directory = openAt(AT_FDCWD, common, O.PATH | O.DIRECTORY);
  try {
    const short = lowers.map((lower) => `/proc/self/fd/${directory}/${lower.slice(common.length)}`);
    const text = [...data, `${prefix}${short.join(":")}`].join(",");
    const strings = [source, target, "overlay", text].map(cString);
    const [from, to, type, options] = strings.map(address);
    const result = syscall(number.mount, from ?? 0, to ?? 0, type ?? 0, flags, options ?? 0);
    check(result, `mount overlay of ${lowers.length} layers on ${target}`);
  } finally {
    closeFd(directory);
  }
}

/** The deepest directory that all paths are in, with a slash at its end. */
export function commonDirectory(paths: readonly string[]): string {
  const [first = "", ...others] = paths;
  let length = first.length;
  for (const path of others) {
    while (!path.startsWith(first.slice(0, length))) {
      length--;
    }
  }
  return first.slice(0, first.lastIndexOf("/", length - 1) + 1);
}
