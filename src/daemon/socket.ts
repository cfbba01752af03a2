// Opens unix sockets. A file that a dead daemon left is replaced, a socket in use is not taken over, and nobody can connect before
// owner and mode are right.
import { chmodSync, chownSync, lstatSync, mkdirSync, rmSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { errnoOf, failedPrecondition, invalidArgument } from "../errors/index.ts";
import { canConnect, listenUnix } from "../linux/unix-socket.ts";
import type { Duplex, Listener, Transport } from "../rpc/transport/duplex.ts";

export interface SocketOptions {
  readonly path: string;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** The room for a path in sockaddr_un, without its NUL. */
const maxPath = 107;

export async function listenSocket(
  transport: Transport,
  options: SocketOptions,
  accept: (duplex: Duplex) => void,
): Promise<Listener> {
  const { path, uid, gid, mode } = options;
  if (Buffer.byteLength(path) > maxPath) {
    throw invalidArgument(`socket ${path} has more than ${maxPath} bytes`);
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o711 });
  removeStale(path);
  // Made 0600 and opened to its group last: at no moment may others connect, whatever the umask.
  const fd = listenUnix(path);
  if (uid !== 0 || gid !== 0) {
    chownSync(path, uid, gid);
  }
  chmodSync(path, mode);
  const made = lstatSync(path);
  const listener = await transport.listen({ fd }, accept);
  const close = async (): Promise<void> => {
    await listener.close();
    removeOwn(path, made);
  };
  return { port: 0, close, [Symbol.asyncDispose]: close };
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

/** Removes the socket, unless the path is the socket of a successor by now. */
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
