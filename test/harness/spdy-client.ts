// A client of SPDY/3.1 streams over HTTP's Upgrade, as kubectl speaks them to a container runtime.
import { connect, type Socket } from "node:net";
import { constants, createDeflate } from "node:zlib";
import { dictionary } from "../../src/cri/streaming/spdy/dictionary.ts";
import {
  controlFrame,
  dataFrame,
  type Frame,
  FrameReader,
  flagFin,
  frameTypes,
  wordsOf,
} from "../../src/cri/streaming/spdy/frame.ts";
import { formatHeaders } from "../../src/cri/streaming/spdy/header-block.ts";

/** A stream of this client's. */
export interface ClientStream {
  /** What has come, when the server has ended its direction or reset the stream. */
  readonly received: Promise<string>;
  write(text: string): void;
  end(): void;
}

interface Incoming {
  readonly chunks: Buffer[];
  readonly finish: (text: string) => void;
}

export class SpdyClient implements Disposable {
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  readonly #deflate = createDeflate({ dictionary });
  readonly #incoming = new Map<number, Incoming>();
  #nextId = 1;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Throws what the server answers when it is not an upgrade. */
  static async connect(url: string, protocol: string): Promise<SpdyClient> {
    const { hostname, port, pathname } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${protocol}\r\n\r\n`,
    );
    const client = new SpdyClient(socket);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let head = Buffer.alloc(0);
    const onHead = (bytes: Buffer): void => {
      head = Buffer.concat([head, bytes]);
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) {
        return;
      }
      socket.off("data", onHead);
      const status = head.subarray(0, end).toString().split("\r\n", 1)[0] ?? "";
      if (!status.includes(" 101 ")) {
        socket.destroy();
        reject(new Error(status));
        return;
      }
      socket.on("data", (more: Buffer) => client.#take(more));
      client.#take(Buffer.from(head).subarray(end + 4));
      resolve();
    };
    socket.on("data", onHead);
    socket.on("error", reject);
    socket.on("close", () => client.#finishAll());
    await promise;
    return client;
  }

  async open(headers: Readonly<Record<string, string>>): Promise<ClientStream> {
    const id = this.#nextId;
    this.#nextId += 2;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#incoming.set(id, { chunks: [], finish: resolve });
    const block = await this.#compress(formatHeaders(new Map(Object.entries(headers))));
    this.#socket.write(controlFrame(frameTypes.synStream, [id, 0], Buffer.concat([Buffer.alloc(2), block])));
    return {
      received: promise,
      write: (text) => void this.#socket.write(dataFrame(id, Buffer.from(text))),
      end: () => void this.#socket.write(dataFrame(id, new Uint8Array(), flagFin)),
    };
  }

  /** Reads nothing any more, as a client that is stopped. */
  stall(): void {
    this.#socket.pause();
  }

  /** Vanishes, as a client that is killed. */
  [Symbol.dispose](): void {
    this.#socket.destroy();
    this.#deflate.close();
  }

  #take(bytes: Uint8Array): void {
    for (const frame of this.#reader.push(bytes)) {
      this.#handle(frame);
    }
  }

  #handle(frame: Frame): void {
    if (frame.kind === "control") {
      if (frame.type === frameTypes.rstStream) {
        this.#finish(wordsOf(frame.payload, 1)[0] ?? 0);
      }
      return;
    }
    const incoming = this.#incoming.get(frame.stream);
    incoming?.chunks.push(Buffer.from(frame.payload));
    if ((frame.flags & flagFin) !== 0) {
      this.#finish(frame.stream);
    }
  }

  #finish(id: number): void {
    const incoming = this.#incoming.get(id);
    incoming?.finish(Buffer.concat(incoming.chunks).toString());
  }

  #finishAll(): void {
    for (const id of this.#incoming.keys()) {
      this.#finish(id);
    }
  }

  /** All blocks of a connection are one stream of zlib's. */
  async #compress(block: Uint8Array): Promise<Buffer> {
    const chunks: Buffer[] = [];
    const collect = (chunk: Buffer): void => void chunks.push(chunk);
    this.#deflate.on("data", collect);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#deflate.write(block, () => this.#deflate.flush(constants.Z_SYNC_FLUSH, resolve));
    await promise;
    this.#deflate.off("data", collect);
    return Buffer.concat(chunks);
  }
}
