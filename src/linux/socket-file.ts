// The file of a listening unix socket. One that a dead process left is replaced, a socket in use is not taken over, and nobody can
// connect before owner and mode are right.
import { chmodSync, chownSync, lstatSync, mkdirSync, rmSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { errnoOf, failedPrecondition, invalidArgument } from "../errors/index.ts";
import { closeFd } from "./fd.ts";
import { canConnect, listenUnix } from "./unix-socket.ts";

export interface SocketOptions {
  readonly path: string;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
  /** Of the directories that are made for it. */
  readonly directoryMode: number;
}

/** The room for a path in sockaddr_un, without its NUL. */
const maxPath = 107;

/** A listening socket. */
export interface SocketFile {
  /** Close-on-exec and non-blocking; the caller closes it. */
  readonly fd: number;
  /** Removes the file, unless the path is the socket of a successor by now. */
  remove(): void;
  /** Closes `fd` and removes the file, where nothing could be made of it. */
  discard(): void;
}

/** Makes the directory, too, if it is not there. Failed precondition: another process has the socket, or the path is another file. */
export function makeSocketFile({ path, uid, gid, mode, directoryMode }: SocketOptions): SocketFile {
  if (Buffer.byteLength(path) > maxPath) {
    throw invalidArgument(`socket ${path} has more than ${maxPath} bytes`);
  }
  mkdirSync(dirname(path), { recursive: true, mode: directoryMode });
  removeStale(path);
  // Made 0600 and opened to its group last: at no moment may others connect, whatever the umask.
  const fd = listenUnix(path);
  const made = lstatSync(path);
  const remove = (): void => removeOwn(path, made);
  const discard = (): void => {
    closeFd(fd);
    remove();
  };
  try {
    if (uid !== 0 || gid !== 0) {
      chownSync(path, uid, gid);
    }
    chmodSync(path, mode);
  } catch (error) {
    discard();
    throw error;
  }
  return { fd, remove, discard };
}

function removeStale(path: string): void {
  const stat = lstatIfThere(path);
  if (stat === undefined) {
    return;
  }
  if (!stat.isSocket()) {
    throw failedPrecondition(`${path} exists and is not a socket`);
  }
  if (canConnect(path)) {
    throw failedPrecondition(`socket ${path} is in use by another process`);
  }
  rmSync(path, { force: true });
}

function removeOwn(path: string, made: Stats): void {
  const stat = lstatIfThere(path);
  if (stat !== undefined && stat.ino === made.ino && stat.dev === made.dev) {
    rmSync(path, { force: true });
  }
}

function lstatIfThere(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}
