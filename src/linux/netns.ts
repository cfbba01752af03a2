// Named network namespaces as `ip netns` makes them: the name is a file that the namespace is bound to. Source: ip-netns(8).
import { closeSync, mkdirSync, openSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { address, check, cString, syscall } from "./libc.ts";
import { unmountOnce } from "./mount.ts";
import { MS } from "./mount-options.ts";
import { number } from "./number.ts";
import { O } from "./open-flags.ts";

const CLONE_NEWNET = 0x40000000;
const ownNamespace = "/proc/thread-self/ns/net";

/**
 * Makes an empty network namespace and binds it to `path`. For an instant the calling thread is in the new namespace. No socket
 * is opened there by mistake, because the function does not wait.
 */
export function createNetns(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  closeSync(openSync(path, "wx", 0o444));
  const before = openSync(ownNamespace, O.CLOEXEC);
  try {
    check(syscall(number.unshare, CLONE_NEWNET), "unshare CLONE_NEWNET");
    try {
      bind(ownNamespace, path);
    } finally {
      check(syscall(number.setns, before, CLONE_NEWNET), "setns back");
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
 * Runs `work` in the network namespace that is bound to `path`; sockets that it makes stay there. It must not wait: everything
 * else on this thread would be in the namespace meanwhile.
 */
export function inNetns<T>(path: string, work: () => T): T {
  const before = openSync(ownNamespace, O.CLOEXEC);
  try {
    const target = openSync(path, O.CLOEXEC);
    try {
      check(syscall(number.setns, target, CLONE_NEWNET), `setns ${path}`);
    } finally {
      closeSync(target);
    }
    try {
      return work();
    } finally {
      check(syscall(number.setns, before, CLONE_NEWNET), "setns back");
    }
  } finally {
    closeSync(before);
  }
}

/** Removes the name, which need not be there. The namespace itself lives as long as a process is in it. */
export function deleteNetns(path: string): void {
  unmountOnce(path, { lazy: true });
  rmSync(path, { force: true });
}
