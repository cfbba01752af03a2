// Sockets by node:net, for programs that use the client library on Node.
import { createConnection, createServer, type ListenOptions, type Server, Socket } from "node:net";
import { unavailable } from "../../errors/index.ts";
import type { Duplex, DuplexEvents, Listener, Peer, SocketEndpoint, Transport } from "./duplex.ts";

class NodeDuplex implements Duplex {
  readonly peer: Peer = {};
  readonly #socket: Socket;
  #error: Error | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    // Without a listener node:net would throw errors that occur before `start`.
    socket.on("error", (error) => {
      this.#error ??= error;
    });
  }

  get pending(): number {
    return this.#socket.writableLength;
  }

  start(events: DuplexEvents): void {
    const socket = this.#socket;
    socket.on("data", (bytes: Uint8Array) => events.data(bytes));
    socket.on("drain", () => events.drain());
    socket.on("end", () => events.end());
    if (socket.closed) {
      queueMicrotask(() => events.close(this.#error));
    } else {
      socket.once("close", () => events.close(this.#error));
    }
  }

  write(bytes: Uint8Array): boolean {
    return this.#socket.writable ? this.#socket.write(bytes) : true;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(): void {
    this.#socket.end();
  }

  destroy(error?: Error): void {
    this.#error ??= error;
    this.#socket.destroy();
  }
}

function listenOptions(endpoint: SocketEndpoint): ListenOptions & { fd?: number } {
  return "path" in endpoint || "fd" in endpoint
    ? { ...endpoint }
    : { host: endpoint.host, port: endpoint.port };
}

function opened<T extends Server | Socket>(emitter: T, event: "listening" | "connect"): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  emitter.once("error", reject);
  emitter.once(event, () => {
    emitter.off("error", reject);
    resolve(emitter);
  });
  return promise;
}

async function listen(endpoint: SocketEndpoint, accept: (duplex: Duplex) => void): Promise<Listener> {
  const server = createServer({ allowHalfOpen: true }, (socket) => accept(new NodeDuplex(socket)));
  const isListening = opened(server, "listening");
  server.listen(listenOptions(endpoint));
  await isListening;
  const address = server.address();
  const close = async (): Promise<void> => {
    server.close();
  };
  const port = address !== null && typeof address === "object" ? address.port : 0;
  return { port, close, [Symbol.asyncDispose]: close };
}

async function connect(endpoint: SocketEndpoint): Promise<Duplex> {
  if ("fd" in endpoint) {
    return new NodeDuplex(new Socket({ fd: endpoint.fd, allowHalfOpen: true }));
  }
  try {
    return new NodeDuplex(await opened(createConnection({ ...endpoint, allowHalfOpen: true }), "connect"));
  } catch (cause) {
    throw unavailable(`connect ${"path" in endpoint ? endpoint.path : `${endpoint.host}:${endpoint.port}`}`, {
      cause,
    });
  }
}

export const nodeTransport: Transport = { listen, connect };
