// Channels within a WebSocket: each message begins with the number of its channel. Source: k8s.io/streaming wsstream/conn.go.
import type { WebSocket } from "ws";
import { aborted } from "../../../errors/index.ts";
import type { Channel } from "../channel.ts";

/** By which clients and servers agree. Without base64 messages are binary; with it, text. Version 5 can end one channel. */
export const socketProtocols = [
  "v5.channel.k8s.io",
  "v4.channel.k8s.io",
  "v4.base64.channel.k8s.io",
  "channel.k8s.io",
  "base64.channel.k8s.io",
];

/** In version 5: `[255, channel]` ends the client's direction of a channel. */
const closeSignal = 255;
/** Bytes that may wait for their readers before the socket is not read any further. */
const maxWaitingBytes = 256 << 10;

export class SocketChannels {
  readonly #socket: WebSocket;
  readonly #isBase64: boolean;
  readonly #channels = new Map<number, SocketChannel>();
  readonly #gone = new AbortController();
  #waitingBytes = 0;

  constructor(socket: WebSocket, protocol: string) {
    this.#socket = socket;
    this.#isBase64 = protocol.includes("base64");
    socket.on("message", (data: Buffer) => this.#receive(data));
    socket.on("close", () => this.#fail());
    socket.on("error", () => this.#fail());
  }

  /** Aborts when the connection is closed. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** The channel of this number; what comes for a number that was never asked for is dropped. */
  channel(number: number): SocketChannel {
    const channel = new SocketChannel(
      (bytes) => this.#send(number, bytes),
      (bytes) => this.#taken(bytes),
    );
    this.#channels.set(number, channel);
    return channel;
  }

  close(): void {
    this.#socket.close(1000);
  }

  #receive(data: Buffer): void {
    const [number, bytes] = this.#isBase64
      ? [Number(data.toString("latin1", 0, 1)), Buffer.from(data.toString("latin1", 1), "base64")]
      : [data[0] ?? 0, data.subarray(1)];
    if (number === closeSignal) {
      this.#channels.get(bytes[0] ?? 0)?.endInput();
      return;
    }
    const channel = this.#channels.get(number);
    if (channel === undefined || bytes.length === 0) {
      return;
    }
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > maxWaitingBytes) {
      this.#socket.pause();
    }
    channel.receive(bytes);
  }

  #taken(bytes: number): void {
    this.#waitingBytes -= bytes;
    if (this.#socket.isPaused && this.#waitingBytes <= maxWaitingBytes) {
      this.#socket.resume();
    }
  }

  async #send(number: number, bytes: Uint8Array): Promise<void> {
    if (this.#gone.signal.aborted) {
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const message = this.#isBase64
      ? `${number}${Buffer.from(bytes).toString("base64")}`
      : Buffer.concat([Buffer.from([number]), bytes]);
    const stop = (): void => resolve();
    this.#gone.signal.addEventListener("abort", stop, { once: true });
    this.#socket.send(message, stop);
    await promise;
    this.#gone.signal.removeEventListener("abort", stop);
  }

  #fail(): void {
    this.#gone.abort();
    for (const channel of this.#channels.values()) {
      channel.fail();
    }
  }
}

export class SocketChannel implements Channel {
  readonly #send: (bytes: Uint8Array) => Promise<void>;
  readonly #taken: (bytes: number) => void;
  readonly #waiting: Uint8Array[] = [];
  #wake: (() => void) | undefined;
  #state: "open" | "ended" | "lost" = "open";

  constructor(send: (bytes: Uint8Array) => Promise<void>, taken: (bytes: number) => void) {
    this.#send = send;
    this.#taken = taken;
  }

  async *read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) {
        this.#taken(next.length);
        yield next;
      } else if (this.#state === "open") {
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#wake = resolve;
        await promise;
      } else if (this.#state === "ended") {
        return;
      } else {
        throw aborted("the connection was closed");
      }
    }
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#send(bytes);
  }

  /** The protocols have no end of a channel towards the client: it learns it from the end of the connection. */
  async end(): Promise<void> {}

  receive(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#wake?.();
  }

  endInput(): void {
    this.#state = "ended";
    this.#wake?.();
  }

  fail(): void {
    if (this.#state === "open") {
      this.#state = "lost";
    }
    this.#wake?.();
  }
}
