// Named namespaces as `ip netns` makes them: the name is a file that the namespace is bound to, which keeps it in being without a
// process. Source: ip-netns(8), namespaces(7).
import { closeSync, mkdirSync, openSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { E } from "./errno.ts";
import type { IdMappings } from "./id-mapping.ts";
import { address, check, cString, syscall } from "./libc.ts";
import { unmountOnce } from "./mount.ts";
import { MS } from "./mount-options.ts";
import {
  type AnyNamespaceType,
  type NamespaceType,
  namespaceFile,
  namespaceFlag,
} from "./namespace-types.ts";
import { number } from "./number.ts";
import { O } from "./open-flags.ts";
import { withUserNamespace } from "./user-namespace.ts";

/** A namespace by the file that it is bound to. */
export interface NamedNamespace<Type extends AnyNamespaceType = NamespaceType> {
  readonly type: Type;
  readonly path: string;
}

function ownNamespace(type: NamespaceType): string {
  return `/proc/thread-self/ns/${namespaceFile(type)}`;
}

/**
 * Makes a namespace and binds it to its path. For an instant the calling thread is in the new namespace. No socket is opened there by
 * mistake, because the function does not wait.
 */
export function createNamespace({ type, path }: NamedNamespace): void {
  const flag = namespaceFlag(type);
  const before = openSync(ownNamespace(type), O.CLOEXEC);
  try {
    check(syscall(number.unshare, flag), `unshare ${type}`);
    try {
      nameNamespace(ownNamespace(type), path);
    } finally {
      check(syscall(number.setns, before, flag), `setns ${type} back`);
    }
  } finally {
    closeSync(before);
  }
}

/** Binds a namespace, which `source` is a file of, to a new file. When that fails there is no file. */
function nameNamespace(source: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  closeSync(openSync(path, "wx", 0o444));
  try {
    bind(source, path);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
}

function bind(source: string, target: string): void {
  const from = cString(source);
  const to = cString(target);
  const result = syscall(number.mount, address(from), address(to), 0, MS.BIND, 0);
  check(result, `bind ${source} to ${target}`);
}

/** Makes a user namespace and others that it owns, and binds each to its path. When one cannot be bound, none is left. */
export function createUserNamespace(
  path: string,
  mappings: IdMappings,
  owned: readonly NamedNamespace[],
): void {
  const done: string[] = [];
  const name = (source: string, target: string): void => {
    nameNamespace(source, target);
    done.push(target);
  };
  try {
    withUserNamespace(
      mappings,
      owned.map(({ type }) => type),
      (made) => {
        name(made.user, path);
        for (const each of owned) {
          name(made.of(each.type), each.path);
        }
      },
    );
  } catch (error) {
    done.forEach(deleteNamespace);
    throw error;
  }
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
  const flag = namespaceFlag(type);
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
export function isNamespace({ type, path }: NamedNamespace<AnyNamespaceType>): boolean {
  let fd: number;
  try {
    fd = openSync(path, O.CLOEXEC);
  } catch {
    return false;
  }
  try {
    const found = syscall(number.ioctl, fd, NS_GET_NSTYPE);
    return found === -E.NOTTY ? false : check(found, `type of ${path}`) === namespaceFlag(type);
  } finally {
    closeSync(fd);
  }
}

/** Removes the name, which need not be there. The namespace itself lives as long as a process is in it. */
export function deleteNamespace(path: string): void {
  unmountOnce(path, { lazy: true });
  rmSync(path, { force: true });
}
