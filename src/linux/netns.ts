// Named network namespaces, as `ip netns` makes them: a file that the namespace is bound to. Source: ip-netns(8).

import { closeSync, mkdirSync, openSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { errnoOf } from "../errors/index.ts";
import { O_CLOEXEC } from "./close-on-exec.ts";
import { address, check, cString, syscall } from "./libc.ts";
import { number } from "./number.ts";

const CLONE_NEWNET = 0x40000000;
const MS_BIND = 0x1000;
const MNT_DETACH = 2;
const ownNamespace = "/proc/thread-self/ns/net";

/**
 * Makes an empty network namespace and binds it to `path`. For an instant the calling thread is in it: nothing may be
 * opened from here meanwhile, which is so because this does not wait.
 */
export function createNetns(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  closeSync(openSync(path, "wx", 0o444));
  const before = openSync(ownNamespace, O_CLOEXEC);
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
  const result = syscall(number.mount, address(from), address(to), 0, MS_BIND, 0);
  check(result, `bind ${source} to ${target}`);
}

/** Not an error when there is none. The namespace itself goes with its last process. */
export function deleteNetns(path: string): void {
  const name = cString(path);
  const result = syscall(number.umount2, address(name), MNT_DETACH);
  try {
    check(result, `unmount ${path}`);
  } catch (error) {
    const isNotMounted = ["EINVAL", "ENOENT"].includes(errnoOf(error) ?? "");
    if (!isNotMounted) {
      throw error;
    }
  }
  rmSync(path, { force: true });
}
