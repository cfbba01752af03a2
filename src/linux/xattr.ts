// Extended attributes. A symlink at the end of a path is not followed.
import { E } from "./errno.ts";
import { address, check, cString, syscall } from "./libc.ts";
import { number } from "./number.ts";
import { type Name, shown } from "./open.ts";

/** The path of a directory's entry for system calls that take no descriptor of the directory. */
export function pathAt(directory: number, name: Name): Uint8Array {
  const bytes = typeof name === "string" ? Buffer.from(name) : name;
  return Buffer.concat([Buffer.from(`/proc/self/fd/${directory}/`), bytes]);
}

export function setXattr(path: Name, key: Name, value: Uint8Array): void {
  const file = cString(path);
  const name = cString(key);
  const result = syscall(number.lsetxattr, address(file), address(name), pointer(value), value.length, 0);
  check(result, `setxattr ${shown(key)}`);
}

export function setXattrFd(fd: number, key: Name, value: Uint8Array): void {
  const result = syscall(number.fsetxattr, fd, address(cString(key)), pointer(value), value.length, 0);
  check(result, `setxattr ${shown(key)}`);
}

/** Undefined when there is no such attribute, or the filesystem has none. */
export function getXattr(path: Name, key: Name): Uint8Array | undefined {
  const file = cString(path);
  const name = cString(key);
  return sized(
    (buffer, size) => syscall(number.lgetxattr, address(file), address(name), buffer, size),
    `getxattr ${shown(key)}`,
  );
}

/** The names of all attributes. */
export function listXattrs(path: Name): string[] {
  const file = cString(path);
  const names = sized((buffer, size) => syscall(number.llistxattr, address(file), buffer, size), "listxattr");
  return names === undefined
    ? []
    : Buffer.from(names)
        .toString()
        .split("\0")
        .filter((name) => name !== "");
}

/** Asks for the size and then for the value, and once more when the value has grown in between. */
function sized(call: (buffer: number, size: number) => number, operation: string): Uint8Array | undefined {
  for (;;) {
    const size = call(0, 0);
    if (size === -E.NODATA || size === -E.OPNOTSUPP) {
      return undefined;
    }
    check(size, operation);
    if (size === 0) {
      return new Uint8Array(0);
    }
    const value = new Uint8Array(size);
    const length = call(address(value), size);
    if (length !== -E.RANGE) {
      return value.subarray(0, check(length, operation));
    }
  }
}

/** The address of a value; an empty array has none. */
function pointer(value: Uint8Array): number {
  return value.length === 0 ? 0 : address(value);
}

/** Removes an attribute. */
export function removeXattr(path: Name, key: Name): void {
  const file = cString(path);
  const name = cString(key);
  check(syscall(number.lremovexattr, address(file), address(name)), `removexattr ${shown(key)}`);
}
