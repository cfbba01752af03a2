// Makes the daemon's directories, and checks what must hold of them before anything is put there.
import { randomUUID } from "node:crypto";
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { invalidArgument } from "../errors/index.ts";
import { readIfThere } from "../linux/read-file.ts";

/** The longest path of a shim's socket. sockaddr_un has room for 107 bytes, of which some are left to tools that append to it. */
const socketName = `/s/${"0".repeat(32)}`;
const maxSocketPath = 100;

/**
 * Makes root with mode 0700, because nobody else may read images, and state with mode 0711, because containers in user namespaces
 * pass through it. Invalid argument: they are the same, or state is too long a path.
 */
export function makeDirectories(root: string, state: string): void {
  if (root === state) {
    throw invalidArgument(`root and state must be different directories, not both ${root}`);
  }
  const longest = Buffer.byteLength(state) + socketName.length;
  if (longest > maxSocketPath) {
    const room = maxSocketPath - socketName.length;
    throw invalidArgument(
      `state ${state}: paths of shims' sockets would have ${longest} bytes, at most ${maxSocketPath} fit: use a path of at most ${room} bytes`,
    );
  }
  makeDirectory("root", root, 0o700);
  makeDirectory("state", state, 0o711);
}

/** Also takes rights away from a directory to which an older release gave too many (CVE-2024-25621, CVE-2021-41103). */
function makeDirectory(what: string, path: string, mode: number): void {
  try {
    mkdirSync(path, { recursive: true, mode });
    if (!statSync(path).isDirectory()) {
      throw new Error("is not a directory");
    }
    accessSync(path, constants.W_OK | constants.X_OK);
    if ((statSync(path).mode & 0o7777) !== mode) {
      chmodSync(path, mode);
    }
  } catch (cause) {
    throw new Error(`cannot use ${path} as ${what}`, { cause });
  }
}

/** The id of the daemon for its clients, which is made on the first start. */
export function daemonUuid(root: string): string {
  const path = join(root, "uuid");
  const known = readIfThere(path)?.toString().trim() ?? "";
  if (known !== "") {
    return known;
  }
  const uuid = randomUUID();
  const fd = openSync(`${path}.new`, "w", 0o600);
  writeSync(fd, uuid);
  fsyncSync(fd);
  closeSync(fd);
  renameSync(`${path}.new`, path);
  return uuid;
}
