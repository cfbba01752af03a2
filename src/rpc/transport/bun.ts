// Sockets by Bun: unix paths, inherited descriptors and TCP. The umask and stale socket files are the caller's responsibility.
import type { Socket, SocketHandler, TCPSocketListener, UnixSocketListener } from "bun";
import { requireDescriptors } from "../../context/descriptors.ts";
import { errnoOf, unavailable } from "../../errors/index.ts";
import type { Duplex, DuplexEvents, Listener, Peer, SocketEndpoint, Transport } from "./duplex.ts";
import { WriteQueue } from "./queue.ts";

export interface BunTransportOptions {
  /** Asks the kernel which process is at the other end of a connected unix socket. By default peers are unknown. */
  peerOf?: (fd: number) => Peer;
}

type State = { duplex: BunDuplex };
type BunSocket = Socket<State> & { readonly fd: number };

class BunDuplex implements Duplex {
  readonly peer: Peer;
  readonly #socket: Socket<State>;
  readonly #queue = new WriteQueue();
  #events: DuplexEvents | undefined;
  #isEnding = false;
  #isClosed = false;
  #error: Error | undefined;

  constructor(socket: Socket<State>, peer: Peer) {
    this.#socket = socket;
    this.peer = peer;
    // No data may arrive before the owner of the duplex has called `start`.
    socket.pause();
  }

  get pending(): number {
    return this.#queue.size;
  }

  start(events: DuplexEvents): void {
    this.#events = events;
    if (this.#isClosed) {
      queueMicrotask(() => events.close(this.#error));
    } else {
      this.#socket.resume();
    }
  }

  write(bytes: Uint8Array): boolean {
    if (this.#isClosed || this.#isEnding) {
      return true;
    }
    if (this.#queue.size > 0) {
      this.#queue.push(bytes);
      return false;
    }
    const taken = this.#send(bytes);
    if (taken < bytes.length) {
      this.#queue.push(bytes.subarray(taken));
      return false;
    }
    return true;
  }

  pause(): void {
    if (!this.#isClosed) {
      this.#socket.pause();
    }
  }

  resume(): void {
    if (!this.#isClosed) {
      this.#socket.resume();
    }
  }

  end(): void {
    if (!this.#isEnding) {
      this.#isEnding = true;
      this.#shutdownWhenSent();
    }
  }

  destroy(error?: Error): void {
    if (!this.#isClosed) {
      this.#error ??= error;
      this.#queue.clear();
      this.#socket.terminate();
    }
  }

  onData(bytes: Uint8Array): void {
    this.#events?.data(bytes);
  }

  onDrain(): void {
    // Bun calls this after every writable event, even when nothing was queued.
    if (this.#queue.size === 0) {
      return;
    }
    this.#queue.flush((bytes) => this.#send(bytes));
    if (this.#queue.size === 0) {
      this.#shutdownWhenSent();
      this.#events?.drain();
    }
  }

  onEnd(): void {
    this.#events?.end();
  }

  onClose(error: Error | undefined): void {
    if (this.#isClosed) {
      return;
    }
    this.#isClosed = true;
    this.#queue.clear();
    this.#error ??= error;
    this.#events?.close(this.#error);
  }

  /** Bun returns -1 for a closed socket. Its bytes count as sent then, because its close event follows. */
  #send(bytes: Uint8Array): number {
    const taken = this.#socket.write(bytes);
    return taken < 0 ? bytes.length : taken;
  }

  #shutdownWhenSent(): void {
    if (this.#isEnding && this.#queue.size === 0 && !this.#isClosed) {
      this.#socket.shutdown();
    }
  }
}

function handlers(onOpen: (socket: BunSocket) => void): SocketHandler<State> {
  return {
    binaryType: "uint8array",
    open: (socket) => onOpen(socket as BunSocket),
    data: (socket, bytes) => socket.data.duplex.onData(bytes),
    drain: (socket) => socket.data.duplex.onDrain(),
    end: (socket) => socket.data.duplex.onEnd(),
    error: (socket, error) => socket.data.duplex.destroy(error),
    close: (socket, error) => socket.data.duplex.onClose(error),
  };
}

function bunEndpoint(endpoint: SocketEndpoint): object {
  if ("path" in endpoint) {
    return { unix: endpoint.path };
  }
  return "fd" in endpoint ? { fd: endpoint.fd } : { hostname: endpoint.host, port: endpoint.port };
}

function nameOf(endpoint: SocketEndpoint): string {
  if ("path" in endpoint) {
    return endpoint.path;
  }
  return "fd" in endpoint ? `fd ${endpoint.fd}` : `${endpoint.host}:${endpoint.port}`;
}

export function createBunTransport(options: BunTransportOptions = {}): Transport {
  const adopt = (socket: BunSocket, endpoint: SocketEndpoint): BunDuplex => {
    const isTcp = "host" in endpoint;
    const duplex = new BunDuplex(socket, isTcp ? {} : (options.peerOf?.(socket.fd) ?? {}));
    socket.data = { duplex };
    return duplex;
  };

  async function listen(endpoint: SocketEndpoint, accept: (duplex: Duplex) => void): Promise<Listener> {
    const server = Bun.listen({
      ...(bunEndpoint(endpoint) as { unix: string }),
      allowHalfOpen: true,
      socket: handlers((socket) => accept(adopt(socket, endpoint))),
    }) as TCPSocketListener<State> | UnixSocketListener<State>;
    const close = async (): Promise<void> => server.stop(false);
    const port = "host" in endpoint ? (server as TCPSocketListener<State>).port : 0;
    return { port, close, [Symbol.asyncDispose]: close };
  }

  async function connect(endpoint: SocketEndpoint): Promise<Duplex> {
    let duplex: BunDuplex | undefined;
    try {
      await Bun.connect({
        ...(bunEndpoint(endpoint) as { unix: string }),
        allowHalfOpen: true,
        socket: handlers((socket) => {
          duplex = adopt(socket, endpoint);
        }),
      });
    } catch (error) {
      const cause = reasonOf(error);
      throw unavailable(`connect ${nameOf(endpoint)}`, { cause });
    }
    if (duplex === undefined) {
      throw unavailable(`connect ${nameOf(endpoint)}: no connection`);
    }
    return duplex;
  }

  return { listen, connect };
}

/**
 * The reason of a failed connection. Bun's message is only "Failed to connect", and its code says "refused" even when the
 * process has no free file descriptor, so that is checked here.
 */
function reasonOf(error: unknown): unknown {
  try {
    requireDescriptors(1);
  } catch (shortage) {
    return shortage;
  }
  const code = errnoOf(error);
  return code === undefined ? error : Object.assign(new Error(code), { code });
}

export const bunTransport: Transport = createBunTransport();
