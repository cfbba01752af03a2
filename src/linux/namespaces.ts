// Named namespaces as `ip netns` makes them: the name is a file that the namespace is bound to, which keeps it in being without a
// process. Source: ip-netns(8), namespaces(7).
import { closeSync, mkdirSync, openSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { E } from "./errno.ts";
import { address, check, cString, syscall } from "./libc.ts";
import { unmountOnce } from "./mount.ts";
import { MS } from "./mount-options.ts";
import { number } from "./number.ts";
import { O } from "./open-flags.ts";

/** Those that a thread of a process with several threads may change. Flags: linux/sched.h; names: proc(5). */
const types = {
  network: { flag: 0x40000000, file: "net" },
  ipc: { flag: 0x08000000, file: "ipc" },
  uts: { flag: 0x04000000, file: "uts" },
} as const;

export type NamespaceType = keyof typeof types;

/** A namespace by the file that it is bound to. */
export interface NamedNamespace {
  readonly type: NamespaceType;
  readonly path: string;
}

/** The file's name in /proc/PID/ns. */
export function namespaceFile(type: NamespaceType): string {
  return types[type].file;
}

function ownNamespace(type: NamespaceType): string {
  return `/proc/thread-self/ns/${types[type].file}`;
}

/**
 * Makes a namespace and binds it to its path. For an instant the calling thread is in the new namespace. No socket is opened there by
 * mistake, because the function does not wait.
 */
export function createNamespace({ type, path }: NamedNamespace): void {
  const { flag } = types[type];
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  closeSync(openSync(path, "wx", 0o444));
  const before = openSync(ownNamespace(type), O.CLOEXEC);
  try {
    check(syscall(number.unshare, flag), `unshare ${type}`);
    try {
      bind(ownNamespace(type), path);
    } finally {
      check(syscall(number.setns, before, flag), `setns ${type} back`);
    }
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(before);
  }
}

function bind(source: string, target: string): void {
  const from = cString(source);
  const to = cString(target);
  const result = syscall(number.mount, address(from), address(to), 0, MS.BIND, 0);
  check(result, `bind ${source} to ${target}`);
}

/**
 * Runs `work` in namespaces of different types; sockets that it makes stay there. It must not wait: everything else on this thread
 * would be in the namespaces meanwhile.
 */
export function inNamespaces<T>(namespaces: readonly NamedNamespace[], work: () => T): T {
  const [first, ...others] = namespaces;
  return first === undefined ? work() : inNamespace(first, () => inNamespaces(others, work));
}

function inNamespace<T>({ type, path }: NamedNamespace, work: () => T): T {
  const { flag } = types[type];
  const before = openSync(ownNamespace(type), O.CLOEXEC);
  try {
    const target = openSync(path, O.CLOEXEC);
    try {
      check(syscall(number.setns, target, flag), `setns ${path}`);
    } finally {
      closeSync(target);
    }
    try {
      return work();
    } finally {
      check(syscall(number.setns, before, flag), `setns ${type} back`);
    }
  } finally {
    closeSync(before);
  }
}

/** linux/nsfs.h: asks a descriptor for the type of its namespace. */
const NS_GET_NSTYPE = 0xb703;

/** Whether a namespace of that type is bound to the path: after a reboot, at most an empty file is left. */
export function isNamespace({ type, path }: NamedNamespace): boolean {
  let fd: number;
  try {
    fd = openSync(path, O.CLOEXEC);
  } catch {
    return false;
  }
  try {
    const found = syscall(number.ioctl, fd, NS_GET_NSTYPE);
    return found === -E.NOTTY ? false : check(found, `type of ${path}`) === types[type].flag;
  } finally {
    closeSync(fd);
  }
}

/** Removes the name, which need not be there. The namespace itself lives as long as a process is in it. */
export function deleteNamespace(path: string): void {
  unmountOnce(path, { lazy: true });
  rmSync(path, { force: true });
}
