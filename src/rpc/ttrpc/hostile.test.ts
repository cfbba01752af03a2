// What a broken or hostile peer may send, as bytes. Each row must fail its stream or the connection, as in ttrpc-go, and
// leave other streams, other connections and the memory alone.
import { expect, test } from "bun:test";
import { KeyValue, Request, Response } from "../gen/ttrpc.ts";
import { Router, serve } from "../handler.ts";
import type { Service } from "../message.ts";
import type { Duplex } from "../transport/duplex.ts";
import { memoryPair } from "../transport/memory.ts";
import { ttrpcChannel } from "./client.ts";
import { encodeFrame, type Frame, FrameReader, frameType, headerLength } from "./frame.ts";
import { TtrpcServer } from "./server.ts";

const method = { service: "t.T", input: KeyValue, output: KeyValue } as const;
const service = {
  name: "t.T",
  methods: {
    say: { ...method, name: "Say", kind: "unary" },
    chat: { ...method, name: "Chat", kind: "duplex" },
    join: { ...method, name: "Join", kind: "upload" },
    deaf: { ...method, name: "Deaf", kind: "upload" },
  },
} as const satisfies Service;

function server(): TtrpcServer {
  const router = new Router();
  router.add(
    serve(service, {
      say: async (_ctx, request) => request,
      chat: async function* (_ctx, requests) {
        yield* requests;
      },
      join: async (_ctx, requests) => {
        let count = 0;
        for await (const _ of requests) {
          count++;
        }
        return { value: String(count) };
      },
      deaf: () => new Promise(() => {}),
    }),
  );
  return new TtrpcServer({ router });
}

/** A client made of bytes. */
class RawClient {
  readonly frames: Frame[] = [];
  isClosed = false;
  readonly #duplex: Duplex;
  readonly server = server();

  constructor(chunk = 1 << 20) {
    const [left, right] = memoryPair({ chunk });
    this.#duplex = right;
    const reader = new FrameReader({ frame: (frame) => this.frames.push(frame), oversized: () => {} });
    this.server.accept(left);
    right.start({
      data: (bytes) => reader.push(bytes),
      drain: () => {},
      end: () => {},
      close: () => {
        this.isClosed = true;
      },
    });
  }

  send(id: number, type: number, flags: number, payload: Uint8Array = new Uint8Array()): void {
    this.raw(encodeFrame(id, type, flags, payload));
  }

  raw(bytes: Uint8Array): void {
    this.#duplex.write(bytes);
  }

  end(): void {
    this.#duplex.end();
  }

  async settle(millis = 10): Promise<void> {
    await Bun.sleep(millis);
  }

  async until(isTrue: () => boolean): Promise<void> {
    for (let tries = 0; !isTrue() && tries < 2000; tries++) {
      await Bun.sleep(5);
    }
  }

  /** Code and text of the statuses that came for a stream; code 0 for a plain answer. */
  statuses(id: number): [number, string][] {
    return this.frames
      .filter((frame) => frame.streamId === id && frame.type === frameType.response)
      .map((frame) => {
        const { status } = Response.decode(frame.payload);
        return [status?.code ?? 0, status?.message ?? ""];
      });
  }

  /** The connection still serves. */
  async serves(id = 0x7fff_ffff): Promise<boolean> {
    this.send(id, 1, 0, request("Say"));
    await this.until(() => this.statuses(id).length > 0);
    return this.statuses(id)[0]?.[0] === 0;
  }
}

const request = (name: string, body: { key?: string; value?: string } = {}): Uint8Array =>
  Request.encode({ service: "t.T", method: name, payload: KeyValue.encode(body) });

const header = (length: number, id: number, type: number, flags: number): Uint8Array => {
  const bytes = Buffer.alloc(headerLength);
  bytes.writeUInt32BE(length, 0);
  bytes.writeUInt32BE(id, 4);
  bytes[8] = type;
  bytes[9] = flags;
  return new Uint8Array(bytes);
};

const rows: Record<
  string,
  { send(client: RawClient): void | Promise<void>; id: number; status: [number, string] }
> = {
  "an even stream id": {
    send: (client) => client.send(2, 1, 0, request("Say")),
    id: 2,
    status: [3, "StreamID must be odd for client initiated streams"],
  },
  "stream id 0": {
    send: (client) => client.send(0, 1, 0, request("Say")),
    id: 0,
    status: [3, "StreamID must be odd for client initiated streams"],
  },
  "a request that is no message": {
    send: (client) => client.send(1, 1, 0, Uint8Array.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f])),
    id: 1,
    status: [3, "unmarshal request error: "],
  },
  "a payload that is no message": {
    send: (client) =>
      client.send(
        1,
        1,
        0,
        Request.encode({ service: "t.T", method: "Say", payload: Uint8Array.from([0x0a, 0x7f]) }),
      ),
    id: 1,
    status: [13, "ttrpc: error unmarshalling payload: "],
  },
  "data on a stream nobody opened": {
    send: (client) => client.send(9, 3, 0, KeyValue.encode({ key: "x" })),
    id: 9,
    status: [3, "StreamID is no longer active"],
  },
  "data on a unary call that is over": {
    send: async (client) => {
      client.send(1, 1, 0, request("Say"));
      await client.until(() => client.statuses(1).length > 0);
      client.send(1, 3, 0, KeyValue.encode({ key: "x" }));
    },
    id: 1,
    status: [3, "StreamID is no longer active"],
  },
  "data after the client closed its direction": {
    send: (client) => {
      client.send(1, 1, 2, request("Deaf"));
      client.send(1, 3, 5);
      client.send(1, 3, 0, KeyValue.encode({ key: "x" }));
    },
    id: 1,
    status: [3, "data handling error: ttrpc: stream closed"],
  },
  "a stream message that is no message": {
    send: (client) => {
      client.send(1, 1, 2, Request.encode({ service: "t.T", method: "Join" }));
      client.send(1, 3, 0, Uint8Array.from([0x0a, 0x7f]));
    },
    id: 1,
    status: [13, "ttrpc: error unmarshalling payload: "],
  },
  "an unknown service": {
    send: (client) => client.send(1, 1, 0, Request.encode({ service: "no.Such", method: "M" })),
    id: 1,
    status: [12, "service no.Such"],
  },
  "a frame over the limit": {
    send: (client) => {
      client.raw(header((4 << 20) + 1, 1, 1, 0));
      client.raw(new Uint8Array((4 << 20) + 1));
    },
    id: 1,
    status: [8, "message length 4194305 exceed maximum message size of 4194304"],
  },
};

for (const [name, row] of Object.entries(rows)) {
  test(`${name}: its stream fails, the connection goes on`, async () => {
    const client = new RawClient();
    await row.send(client);
    await client.until(() => client.statuses(row.id).at(-1)?.[0] === row.status[0]);
    const last = client.statuses(row.id).at(-1);
    expect(last?.[0]).toBe(row.status[0]);
    expect(last?.[1]).toStartWith(row.status[1]);
    expect(await client.serves()).toBe(true);
  });
}

test("a stream id that was used before, or that is lower, is refused", async () => {
  const client = new RawClient();
  client.send(5, 1, 0, request("Say"));
  client.send(5, 1, 0, request("Say"));
  client.send(3, 1, 0, request("Say"));
  await client.until(() => client.statuses(3).length > 0);
  expect(client.statuses(5).map(([code]) => code)).toContain(3);
  expect(client.statuses(3)[0]?.[1]).toStartWith("StreamID cannot be re-used and must increment");
  expect(await client.serves()).toBe(true);
});

test("unknown frame types are skipped, whatever they carry", async () => {
  const client = new RawClient();
  for (let type = 4; type < 256; type++) {
    client.send(1, type, type, new Uint8Array(type));
  }
  client.send(1, 0, 0);
  client.send(1, 2, 0, new Uint8Array(3));
  await client.settle();
  expect(client.frames).toEqual([]);
  expect(await client.serves()).toBe(true);
});

test("a connection that is cut off after any byte is closed, and nothing else happens", async () => {
  const whole = Buffer.concat([
    encodeFrame(1, 1, 2, request("Chat", { key: "a" })),
    encodeFrame(1, 3, 0, KeyValue.encode({ value: "b" })),
    encodeFrame(3, 1, 0, request("Say", { key: "c" })),
  ]);
  for (let length = 0; length < whole.length; length++) {
    const client = new RawClient();
    client.raw(new Uint8Array(whole.subarray(0, length)));
    client.end();
    await client.settle(1);
    for (let tries = 0; client.server.connections > 0 && tries < 5000; tries++) {
      await client.settle(1);
    }
    expect(client.server.connections).toBe(0);
  }
});

test("the server survives headers of random bytes", async () => {
  const client = new RawClient(13);
  let seed = 42;
  const random = (limit: number): number => {
    seed = (seed * 1103515245 + 12345) & 0x7fff_ffff;
    return seed % limit;
  };
  for (let count = 0; count < 3000; count++) {
    const length = random(40);
    const noise = Uint8Array.from({ length }, () => random(256));
    client.raw(header(length, random(64), random(6), random(8)));
    client.raw(noise);
  }
  await client.settle(200);
  expect(await client.serves()).toBe(true);
});

test("frames of gigabytes are read and dropped without being stored", async () => {
  const client = new RawClient();
  // What is only garbage was not kept.
  const memory = (): number => {
    Bun.gc(true);
    return process.memoryUsage.rss();
  };
  const before = memory();
  client.raw(header(0xffff_ffff, 1, 1, 0));
  for (let sent = 0; sent < 200; sent++) {
    client.raw(new Uint8Array(1 << 20));
    await client.settle(0);
  }
  await client.settle(20);
  expect(client.frames).toEqual([]);
  expect(memory() - before).toBeLessThan(150 << 20);
});

test("no more requests are read from a client that reads no replies", async () => {
  const [left, right] = memoryPair();
  const { promise: neverReads } = Promise.withResolvers<void>();
  const own = server();
  own.accept(left);
  right.start({ data: () => neverReads, drain: () => {}, end: () => {}, close: () => {} });
  right.pause();
  const big = request("Say", { value: "x".repeat(1 << 20) });
  for (let id = 1; id < 400; id += 2) {
    right.write(encodeFrame(id, 1, 0, big));
    await Bun.sleep(0);
  }
  await Bun.sleep(50);
  expect(left.pending).toBeLessThan(20 << 20);
  expect(right.pending).toBeGreaterThan(100 << 20);
  right.destroy();
});

test("a server that breaks the protocol fails the calls, not the client", async () => {
  const replies: Record<string, (duplex: Duplex) => void> = {
    "no message": (duplex) => duplex.write(encodeFrame(1, 2, 0, Uint8Array.from([0x0a, 0x7f]))),
    "a data frame": (duplex) => duplex.write(encodeFrame(1, 3, 0, new Uint8Array())),
    "too long": (duplex) => {
      duplex.write(header((4 << 20) + 1, 1, 2, 0));
      duplex.write(new Uint8Array((4 << 20) + 1));
    },
    "half an answer": (duplex) => {
      duplex.write(header(100, 1, 2, 0));
      duplex.end();
    },
  };
  for (const [name, reply] of Object.entries(replies)) {
    const [left, right] = memoryPair();
    left.start({ data: () => reply(left), drain: () => {}, end: () => {}, close: () => {} });
    const error = await ttrpcChannel(right)
      .unary(service.methods.say, { key: name })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
  }
});

test("answers for streams without a waiting call are ignored", async () => {
  const [left, right] = memoryPair();
  const channel = ttrpcChannel(right);
  const asked = Promise.withResolvers<void>();
  left.start({ data: () => asked.resolve(), drain: () => {}, end: () => {}, close: () => {} });
  for (const id of [0, 2, 99, 0xffff_ffff]) {
    left.write(encodeFrame(id, 2, 0, Response.encode({})));
    left.write(encodeFrame(id, 3, 5, new Uint8Array()));
  }
  const call = channel.unary(service.methods.say, {});
  await asked.promise;
  left.write(encodeFrame(1, 2, 0, Response.encode({ payload: KeyValue.encode({ key: "ok" }) })));
  expect((await call).key).toBe("ok");
});
