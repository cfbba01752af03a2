// Mount options as fstab writes them, translated for mount(2). Source: containerd core/mount/mount_linux.go, parseMountOptions.
import { invalidArgument, notImplemented } from "../errors/index.ts";
import { type IdMappings, parseIdRanges } from "./id-mapping.ts";

export const MS = {
  RDONLY: 1,
  NOSUID: 2,
  NODEV: 4,
  NOEXEC: 8,
  SYNCHRONOUS: 16,
  REMOUNT: 32,
  MANDLOCK: 64,
  DIRSYNC: 128,
  NOATIME: 1024,
  NODIRATIME: 2048,
  BIND: 4096,
  REC: 1 << 14,
  UNBINDABLE: 1 << 17,
  PRIVATE: 1 << 18,
  SLAVE: 1 << 19,
  SHARED: 1 << 20,
  RELATIME: 1 << 21,
  STRICTATIME: 1 << 24,
} as const;

const setFlags: Readonly<Record<string, number>> = {
  bind: MS.BIND,
  dirsync: MS.DIRSYNC,
  mand: MS.MANDLOCK,
  noatime: MS.NOATIME,
  nodev: MS.NODEV,
  nodiratime: MS.NODIRATIME,
  noexec: MS.NOEXEC,
  nosuid: MS.NOSUID,
  rbind: MS.BIND | MS.REC,
  relatime: MS.RELATIME,
  remount: MS.REMOUNT,
  ro: MS.RDONLY,
  strictatime: MS.STRICTATIME,
  sync: MS.SYNCHRONOUS,
};

const clearFlags: Readonly<Record<string, number>> = {
  async: MS.SYNCHRONOUS,
  atime: MS.NOATIME,
  dev: MS.NODEV,
  diratime: MS.NODIRATIME,
  exec: MS.NOEXEC,
  nomand: MS.MANDLOCK,
  norelatime: MS.RELATIME,
  nostrictatime: MS.STRICTATIME,
  rw: MS.RDONLY,
  suid: MS.NOSUID,
};

const propagations: Readonly<Record<string, number>> = {
  private: MS.PRIVATE,
  rprivate: MS.PRIVATE | MS.REC,
  shared: MS.SHARED,
  rshared: MS.SHARED | MS.REC,
  slave: MS.SLAVE,
  rslave: MS.SLAVE | MS.REC,
  unbindable: MS.UNBINDABLE,
  runbindable: MS.UNBINDABLE | MS.REC,
};

export interface ParsedOptions {
  readonly flags: number;
  /** Flags that are set by a second call, after the mount; 0 for none. */
  readonly propagation: number;
  /** Options that only the filesystem understands. */
  readonly data: readonly string[];
  /** How the owners of files are mapped; undefined when they are not. */
  readonly ids: IdMappings | undefined;
}

export function parseMountOptions(options: readonly string[]): ParsedOptions {
  let flags = 0;
  let propagation = 0;
  const data: string[] = [];
  for (const option of options) {
    if (Object.hasOwn(setFlags, option)) {
      flags |= setFlags[option] ?? 0;
    } else if (Object.hasOwn(clearFlags, option)) {
      flags &= ~(clearFlags[option] ?? 0);
    } else if (Object.hasOwn(propagations, option)) {
      propagation = propagations[option] ?? 0;
    } else if (option === "loop" || option.startsWith("X-containerd.")) {
      throw notImplemented(`mount option ${option}`);
    } else if (option !== "" && option !== "defaults" && !isIdMapping(option)) {
      data.push(option);
    }
  }
  return { flags, propagation, data, ids: idMappingsOf(options) };
}

const uidPrefix = "uidmap=";
const gidPrefix = "gidmap=";

function isIdMapping(option: string): boolean {
  return option.startsWith(uidPrefix) || option.startsWith(gidPrefix);
}

/** Invalid argument: only users are mapped, or only groups. */
function idMappingsOf(options: readonly string[]): IdMappings | undefined {
  const uids = options.findLast((option) => option.startsWith(uidPrefix));
  const gids = options.findLast((option) => option.startsWith(gidPrefix));
  if (uids === undefined && gids === undefined) {
    return undefined;
  }
  if (uids === undefined || gids === undefined) {
    throw invalidArgument(`mount option ${uids ?? gids}: user and group ids are mapped together`);
  }
  return {
    uids: parseIdRanges(uids.slice(uidPrefix.length)),
    gids: parseIdRanges(gids.slice(gidPrefix.length)),
  };
}

/** Options for a temporary mount. The kernel refuses an upper directory that was mounted volatile before and not cleaned up. */
export function withoutVolatile(options: readonly string[]): string[] {
  return options.filter((option) => option !== "volatile" && option !== "fsync=volatile");
}
