// The server's side of SPDY with a client of the test's, frame by frame.
import { expect, test } from "bun:test";
import { constants, createDeflate } from "node:zlib";
import { Queue } from "../../../core/queue.ts";
import { SpdyConnection, type Wire } from "./connection.ts";
import { dictionary } from "./dictionary.ts";
import { controlFrame, dataFrame, type Frame, FrameReader, flagFin, frameTypes } from "./frame.ts";
import { formatHeaders } from "./header-block.ts";
import type { SpdyStream } from "./stream.ts";

/** Both ends of a connection; what the server sends is kept as frames. */
class Bench {
  readonly frames: Frame[] = [];
  readonly streams: SpdyStream[] = [];
  readonly connection: SpdyConnection;
  readonly #reader = new FrameReader();
  readonly #deflate = createDeflate({ dictionary });
  readonly #incoming = new Queue<Uint8Array>();

  constructor() {
    const wire: Wire = {
      incoming: this.#incoming,
      write: async (bytes) => {
        this.frames.push(...this.#reader.push(bytes));
      },
      close: () => this.end(),
    };
    this.connection = new SpdyConnection(wire, (stream) => this.streams.push(stream));
  }

  send(frame: Uint8Array): void {
    void this.#incoming.push(frame);
  }

  /** Opens a stream as a client does. */
  async open(id: number, type: string, flags = 0): Promise<void> {
    const chunks: Buffer[] = [];
    this.#deflate.on("data", (chunk: Buffer) => chunks.push(chunk));
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#deflate.write(formatHeaders(new Map([["streamtype", type]])), () =>
      this.#deflate.flush(constants.Z_SYNC_FLUSH, resolve),
    );
    await promise;
    this.#deflate.removeAllListeners("data");
    const frame = controlFrame(frameTypes.synStream, [id, 0], Buffer.concat([Buffer.alloc(2), ...chunks]));
    frame[4] = flags;
    this.send(frame);
  }

  end(): void {
    this.#incoming.close();
  }

  async until(what: string, holds: () => boolean): Promise<void> {
    for (let tries = 0; !holds(); tries++) {
      if (tries > 1000) {
        throw new Error(`waited in vain for ${what}`);
      }
      await Bun.sleep(1);
    }
  }
}

async function textOf(stream: SpdyStream): Promise<string> {
  const chunks = await Array.fromAsync(stream.read());
  return Buffer.concat(chunks).toString();
}

test("a stream is accepted, carries bytes both ways, and is over when both sides have ended it", async () => {
  const bench = new Bench();
  await bench.open(1, "stdin");
  await bench.until("the stream", () => bench.streams.length === 1);
  const [stream] = bench.streams as [SpdyStream];
  expect(stream.headers.get("streamtype")).toBe("stdin");
  bench.send(dataFrame(1, Buffer.from("hello ")));
  bench.send(dataFrame(1, Buffer.from("there"), flagFin));
  expect(await textOf(stream)).toBe("hello there");
  await stream.write(Buffer.from("answer"));
  await stream.end();
  const kinds = bench.frames.map((frame) => (frame.kind === "data" ? `data ${frame.flags}` : frame.type));
  expect(kinds).toEqual([frameTypes.synReply, frameTypes.windowUpdate, "data 0", "data 1"]);
  bench.end();
  await bench.connection.closed;
});

test("long writes are cut, so that streams take turns", async () => {
  const bench = new Bench();
  await bench.open(1, "stdout");
  await bench.until("the stream", () => bench.streams.length === 1);
  await bench.streams[0]?.write(Buffer.alloc(100_000));
  const sizes = bench.frames.filter(({ kind }) => kind === "data").map(({ payload }) => payload.length);
  expect(sizes).toEqual([32_768, 32_768, 32_768, 1_696]);
  bench.end();
});

test("pings are answered", async () => {
  const bench = new Bench();
  bench.send(controlFrame(frameTypes.ping, [7]));
  await bench.until("the answer", () => bench.frames.length === 1);
  expect(bench.frames[0]).toMatchObject({ kind: "control", type: frameTypes.ping });
  bench.end();
});

test("readers learn of a reset and of a lost connection", async () => {
  const bench = new Bench();
  await bench.open(1, "stdin");
  await bench.open(3, "resize");
  await bench.until("the streams", () => bench.streams.length === 2);
  const [first, second] = bench.streams as [SpdyStream, SpdyStream];
  const reads = [textOf(first), textOf(second)];
  bench.send(controlFrame(frameTypes.rstStream, [1, 5]));
  await expect(reads[0] as Promise<string>).rejects.toThrow("the stream was reset by the peer");
  bench.end();
  await expect(reads[1] as Promise<string>).rejects.toThrow("the connection was closed");
});

test("a client that floods a stream nobody reads is not read any further", async () => {
  const bench = new Bench();
  await bench.open(1, "stdin");
  await bench.until("the stream", () => bench.streams.length === 1);
  const [stream] = bench.streams as [SpdyStream];
  for (let index = 0; index < 100; index++) {
    bench.send(dataFrame(1, Buffer.alloc(32 << 10)));
  }
  bench.send(controlFrame(frameTypes.ping, [9]));
  await Bun.sleep(20);
  const isPing = (frame: Frame): boolean => frame.kind === "control" && frame.type === frameTypes.ping;
  expect(bench.frames.some(isPing)).toBe(false);
  const reading = textOf(stream);
  await bench.until("the ping's answer", () => bench.frames.some(isPing));
  bench.end();
  await expect(reading).rejects.toThrow("the connection was closed");
});

test.each([
  ["an even stream number", (bench: Bench) => bench.open(2, "stdin")],
  [
    "a number that was used",
    async (bench: Bench) => {
      await bench.open(3, "stdin");
      await bench.open(3, "stdout");
    },
  ],
  [
    "a frame of another version",
    async (bench: Bench) => bench.send(Uint8Array.of(0x80, 2, 0, 6, 0, 0, 0, 0)),
  ],
  ["a frame of 16 MB", async (bench: Bench) => bench.send(Uint8Array.of(0, 0, 0, 1, 0, 255, 255, 255))],
  [
    "a control frame that is too short",
    async (bench: Bench) => bench.send(controlFrame(frameTypes.rstStream, [1])),
  ],
])("%s ends the connection", async (_what, misbehave) => {
  const bench = new Bench();
  await misbehave(bench);
  await bench.connection.closed;
  expect(bench.frames.at(-1)).toMatchObject({ kind: "control", type: frameTypes.goAway });
});
