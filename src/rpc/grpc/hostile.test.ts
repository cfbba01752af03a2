// The rows of THREATS.md about gRPC: what a peer that breaks the rules gets, and that others are unharmed.
import { describe, expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { type EchoHandlers, EchoService, echoRouter } from "../../../test/harness/grpc-echo.ts";
import { RawPeer } from "../../../test/harness/http2-raw-peer.ts";
import { invalidArgument } from "../../errors/index.ts";
import { stub } from "../channel.ts";
import { ReadContentResponse } from "../gen/content.ts";
import type { Interceptor } from "../handler.ts";
import { errorCode } from "../http2/errors.ts";
import { flag, frameType, preface } from "../http2/frame.ts";
import { settingId } from "../http2/settings.ts";
import { memoryPair } from "../transport/memory.ts";
import { grpcChannel } from "./client.ts";
import { prefixOf } from "./deframer.ts";
import { GrpcServer, type GrpcServerOptions } from "./server.ts";

const unary = "/tsrt.test.Echo/Unary";
const duplex = "/tsrt.test.Echo/Duplex";
const upload = "/tsrt.test.Echo/Upload";

function setup(handlers: EchoHandlers = {}, options: Partial<GrpcServerOptions> = {}, highWater = 1 << 20) {
  const server = new GrpcServer({ router: echoRouter(handlers), ...options });
  const connect = (): RawPeer => {
    const [left, right] = memoryPair({ highWater });
    server.accept(left);
    const peer = new RawPeer(right);
    peer.greet();
    return peer;
  };
  const channel = () => {
    const [left, right] = memoryPair();
    server.accept(left);
    return stub(grpcChannel(right), EchoService);
  };
  return { server, peer: connect(), connect, channel };
}

const empty = new Uint8Array(0);

function message(size: number): Uint8Array {
  const bytes = ReadContentResponse.encode({ data: new Uint8Array(size) });
  return Buffer.concat([prefixOf(bytes), bytes]);
}

function compressed(bytes: Uint8Array): Uint8Array {
  const packed = gzipSync(bytes);
  const prefix = prefixOf(packed);
  prefix[0] = 1;
  return Buffer.concat([prefix, packed]);
}

async function statusOf(peer: RawPeer, streamId: number): Promise<string> {
  await peer.until(() => peer.lastFields(streamId)?.["grpc-status"] !== undefined || peer.isClosed);
  const fields = peer.lastFields(streamId);
  return `${fields?.["grpc-status"]} ${fields?.["grpc-message"] ?? ""}`;
}

describe("requests that are no calls", () => {
  const cases: readonly (readonly [
    name: string,
    path: string,
    more: Record<string, string>,
    status: string,
  ])[] = [
    ["no slash", "Unary", {}, '12 malformed method name: "Unary"'],
    ["no service", "/Unary", {}, '12 malformed method name: "/Unary"'],
    ["unknown service", "/x.Y/Z", {}, "12 unknown service x.Y"],
    ["unknown method", "/tsrt.test.Echo/Z", {}, "12 unknown method Z for service tsrt.test.Echo"],
    ["not implemented", "/tsrt.test.Echo/Absent", {}, "12 method Absent not implemented"],
    [
      "unknown encoding",
      unary,
      { "grpc-encoding": "snappy" },
      '12 grpc: Decompressor is not installed for grpc-encoding "snappy"',
    ],
    ["a list over the limit", unary, { x: "y".repeat(70_000) }, "8 the header list is too long"],
  ];
  for (const [name, path, more, status] of cases) {
    test(name, async () => {
      const { peer } = setup();
      if (name === "a list over the limit") {
        await sendLongHeaders(peer, path, more);
      } else {
        peer.request(1, path, more);
      }
      expect(await statusOf(peer, 1)).toBe(status);
      await peer.settle();
      // The request had not ended: the rest of it is not wanted.
      expect(peer.resetCode(1)).toBe(errorCode.noError);
      expect(peer.lastFields(1)?.["grpc-accept-encoding"]).toBe(
        name === "unknown encoding" ? "identity,gzip" : undefined,
      );
    });
  }

  async function sendLongHeaders(peer: RawPeer, path: string, more: Record<string, string>): Promise<void> {
    const block = peer.block({ ":method": "POST", ":scheme": "http", ":path": path, ...more });
    peer.frame(frameType.headers, 0, 1, block.subarray(0, 16_000));
    for (let at = 16_000; at < block.length; at += 16_000) {
      const isLast = at + 16_000 >= block.length;
      peer.frame(frameType.continuation, isLast ? flag.endHeaders : 0, 1, block.subarray(at, at + 16_000));
    }
  }
});

test("an error about encodings is not taken for an unknown encoding", async () => {
  const handlers: EchoHandlers = {
    unary: async () => {
      throw invalidArgument("bad grpc-encoding in the image");
    },
  };
  const { peer } = setup(handlers);
  peer.request(1, unary);
  peer.data(1, message(1), true);
  expect(await statusOf(peer, 1)).toStartWith("3 bad grpc-encoding in the image");
  expect(peer.lastFields(1)?.["grpc-accept-encoding"]).toBeUndefined();
  peer.request(3, "/grpc-encoding/M");
  expect(await statusOf(peer, 3)).toBe("12 unknown service grpc-encoding");
  expect(peer.lastFields(3)?.["grpc-accept-encoding"]).toBeUndefined();
});

describe("messages", () => {
  test("a message over the limit is refused by its length, before its bytes arrive", async () => {
    const { peer } = setup({}, { maxReceiveBytes: 1000 });
    peer.request(1, unary);
    peer.data(1, prefixOf(new Uint8Array(1001)));
    expect(await statusOf(peer, 1)).toBe("8 grpc: received message larger than max (1001 vs. 1000)");
  });

  test("gzip is inflated, but bombs are refused", async () => {
    const { peer } = setup({}, { maxReceiveBytes: 1 << 20 });
    peer.request(1, unary, { "grpc-encoding": "gzip" });
    peer.data(1, compressed(ReadContentResponse.encode({ offset: 5 })), true);
    expect(await statusOf(peer, 1)).toBe("0 ");
    peer.request(3, unary, { "grpc-encoding": "gzip" });
    peer.data(3, compressed(new Uint8Array(10 << 20)), true);
    expect(await statusOf(peer, 3)).toBe(
      `8 grpc: received message after decompression larger than max ${1 << 20}`,
    );
  });

  test("a compressed flag without an encoding, bytes that are not gzip, and bytes that are not a message are refused", async () => {
    const { peer } = setup();
    peer.request(1, unary);
    peer.data(1, new Uint8Array([1, 0, 0, 0, 1, 0]), true);
    expect(await statusOf(peer, 1)).toBe("13 grpc: compressed flag set with identity or empty encoding");
    peer.request(3, unary, { "grpc-encoding": "gzip" });
    peer.data(3, new Uint8Array([1, 0, 0, 0, 1, 0]), true);
    expect(await statusOf(peer, 3)).toStartWith("13 grpc: error unmarshalling");
    peer.request(5, unary);
    peer.data(5, new Uint8Array([0, 0, 0, 0, 1, 0xff]), true);
    expect(await statusOf(peer, 5)).toStartWith("13 grpc: error unmarshalling request");
  });

  test("streams that end without a message, within one, or after a second one", async () => {
    const { peer } = setup();
    peer.request(1, unary);
    peer.data(1, new Uint8Array(0), true);
    expect(await statusOf(peer, 1)).toStartWith("13 cardinality violation: received no request message");
    peer.request(3, unary);
    peer.data(3, message(100).subarray(0, 50), true);
    expect(await statusOf(peer, 3)).toBe("13 unexpected EOF");
    peer.request(5, unary);
    peer.data(5, Buffer.concat([message(1), message(1)]), true);
    expect(await statusOf(peer, 5)).toStartWith("13 cardinality violation: received multiple");
    peer.request(7, upload);
    peer.data(7, message(100).subarray(0, 50), true);
    expect(await statusOf(peer, 7)).toBe("13 unexpected EOF");
  });
});

describe("floods", () => {
  const deadlines: Record<string, Record<string, string>> = {
    "without a deadline": {},
    "with a deadline": { "grpc-timeout": "1H" },
  };
  for (const [name, headers] of Object.entries(deadlines)) {
    test(`resets ${name}: handlers that run on count, and who goes on is cut off (CVE-2023-44487)`, async () => {
      let [running, most, around] = [0, 0, 0];
      const release = Promise.withResolvers<void>();
      const handlers: EchoHandlers = {
        unary: async (_ctx, request) => {
          most = Math.max(most, ++running);
          await release.promise;
          running--;
          return request;
        },
      };
      const interceptor: Interceptor = async (call, run) => {
        around++;
        await run(call.ctx).finally(() => around--);
      };
      const { peer, channel } = setup(handlers, { maxStreams: 50, interceptors: [interceptor] });
      for (let id = 1; id < 80_000; id += 2) {
        peer.request(id, unary, headers);
        peer.data(id, message(1), true);
        peer.reset(id, errorCode.cancel);
        if (id % 1_000 === 1) {
          await peer.settle();
        }
      }
      await peer.until(() => peer.isEnded);
      expect(peer.goawayCode).toBe(errorCode.enhanceYourCalm);
      expect(most).toBeGreaterThan(0);
      expect(most).toBeLessThanOrEqual(50);
      expect(around).toBe(running);
      release.resolve();
      expect((await channel().unary({ offset: 3 })).offset).toBe(3);
      expect(around).toBe(0);
    });
  }

  test("more streams than allowed are refused, one by one", async () => {
    const { peer } = setup({}, { maxStreams: 10 });
    for (let id = 1; id <= 25; id += 2) {
      peer.request(id, duplex);
    }
    await peer.settle();
    expect(peer.resetCode(19)).toBeUndefined();
    expect(peer.resetCode(21)).toBe(errorCode.refusedStream);
    expect(peer.resetCode(25)).toBe(errorCode.refusedStream);
  });

  test("10,000 idle streams do not delay other calls", async () => {
    const { peer, channel } = setup();
    Bun.gc(true);
    const before = process.memoryUsage().rss;
    for (let id = 1; id < 20_000; id += 2) {
      peer.request(id, duplex);
    }
    await peer.settle();
    expect(peer.of(frameType.rstStream).length).toBe(0);
    peer.request(20_001, unary);
    peer.data(20_001, message(10), true);
    expect(await statusOf(peer, 20_001)).toBe("0 ");
    const echo = channel();
    const start = process.cpuUsage();
    await Promise.all(Array.from({ length: 100 }, () => echo.unary({ offset: 1 })));
    expect(process.cpuUsage(start).user).toBeLessThan(2_000_000);
    Bun.gc(true);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 << 20);
  });

  test("when a peer sends PINGs and reads no answers, we stop reading too", async () => {
    const { peer } = setup({}, {}, 10_000);
    await peer.settle();
    peer.pause();
    for (let count = 0; count < 200_000; count++) {
      peer.frame(frameType.ping, 0, 0, new Uint8Array(8));
    }
    await Bun.sleep(200);
    // Each PING takes 17 bytes; what the server has not read is still ours.
    expect(peer.pending).toBeGreaterThan(1 << 20);
    peer.resume();
    await peer.until(() => peer.of(frameType.ping).length > 200_000);
  });

  test("endless CONTINUATION frames end the connection (CVE-2024-27316)", async () => {
    for (const size of [0, 16_000]) {
      const { peer } = setup();
      peer.frame(frameType.headers, 0, 1, new Uint8Array(0));
      for (let count = 0; count < 100; count++) {
        peer.frame(frameType.continuation, 0, 1, new Uint8Array(size));
      }
      await peer.until(() => peer.isEnded);
      expect(peer.goawayCode).toBe(errorCode.enhanceYourCalm);
    }
  });

  test("a flood of SETTINGS that change every window ends the connection (CVE-2019-9515)", async () => {
    const { peer } = setup();
    for (let id = 1; id < 10_000; id += 2) {
      peer.request(id, duplex);
    }
    await peer.settle();
    for (let count = 0; count < 5_000; count++) {
      peer.settings([settingId.initialWindowSize, 1000 + count]);
    }
    await peer.until(() => peer.isEnded);
    expect(peer.goawayCode).toBe(errorCode.enhanceYourCalm);
  });

  test("only a bounded number of bytes is kept for a slow reader", async () => {
    const release = Promise.withResolvers<void>();
    const { channel } = setup({
      async upload(_ctx, requests) {
        let count = 0;
        for await (const _request of requests) {
          await release.promise;
          count++;
        }
        return { offset: count };
      },
    });
    let sent = 0;
    async function* requests() {
      for (; sent < 200; sent++) {
        yield { data: new Uint8Array(1 << 20) };
      }
    }
    const reply = channel().upload(requests());
    await Bun.sleep(200);
    expect(sent).toBeLessThan(8);
    release.resolve();
    expect((await reply).offset).toBe(200);
  });

  test("incomplete messages of all calls share one budget", async () => {
    const { peer, channel } = setup({}, { maxReceiveBytes: 2 << 20 });
    for (let id = 1; id <= 39 * 2 + 1; id += 2) {
      peer.request(id, duplex);
      peer.data(id, prefixOf(new Uint8Array(2 << 20)));
      for (let part = 0; part < 130; part++) {
        peer.data(id, new Uint8Array(16_000));
      }
    }
    await peer.settle();
    const refused = peer.of(frameType.headers).map((frame) => frame.fields?.["grpc-message"]);
    expect(refused.length).toBeGreaterThanOrEqual(6);
    expect(new Set(refused)).toEqual(new Set(["too many messages are being received at once"]));
    for (let id = 1; id <= 39 * 2 + 1; id += 2) {
      peer.reset(id, errorCode.cancel);
    }
    await peer.settle();
    expect((await channel().unary({ data: new Uint8Array(90_000) })).data.length).toBe(90_000);
  });

  /** The smallest messages there are, in DATA of 15,000 bytes. */
  function sendEmpty(peer: RawPeer, streamId: number, count: number): void {
    for (let left = count; left > 0; left -= 3_000) {
      peer.data(streamId, new Uint8Array(5 * Math.min(left, 3_000)));
    }
  }

  /** As many of them as a stream's window takes. */
  const windowful = Math.floor((2 << 20) / 5);

  test("tiny unread messages share the budget too, and return it", async () => {
    const handlers: EchoHandlers = { upload: () => new Promise(() => {}) };
    const { peer, channel } = setup(handlers, { maxReceiveBytes: 1000 });
    for (let round = 0; round < 3; round++) {
      const [first, second] = [4 * round + 1, 4 * round + 3];
      for (const id of [first, second]) {
        peer.request(id, upload);
        sendEmpty(peer, id, windowful);
      }
      expect(await statusOf(peer, second)).toBe("8 too many messages are being received at once");
      expect(peer.lastFields(first)).toBeUndefined();
      peer.reset(first, errorCode.cancel);
      await peer.settle();
    }
    expect((await channel().unary({ offset: 3 })).offset).toBe(3);
  });

  test("a slow reader of a window full of the smallest messages gets them all", async () => {
    const release = Promise.withResolvers<void>();
    const handlers: EchoHandlers = {
      async upload(_ctx, requests) {
        await release.promise;
        let count = 0;
        for await (const _request of requests) {
          count++;
        }
        return { offset: count };
      },
    };
    const { peer } = setup(handlers, { maxReceiveBytes: 1000 });
    peer.request(1, upload);
    sendEmpty(peer, 1, windowful);
    peer.data(1, new Uint8Array(0), true);
    await peer.settle();
    release.resolve();
    expect(await statusOf(peer, 1)).toBe("0 ");
    const [reply] = peer.of(frameType.data, 1);
    expect(ReadContentResponse.decode(reply?.payload.subarray(5) ?? empty).offset).toBe(windowful);
  });

  test("a deadline ends a call whose replies nobody reads", async () => {
    const { peer } = setup();
    peer.request(1, "/tsrt.test.Echo/Download", { "grpc-timeout": "50m" });
    const bytes = ReadContentResponse.encode({ offset: 100, data: new Uint8Array(10_000) });
    peer.data(1, Buffer.concat([prefixOf(bytes), bytes]), true);
    await peer.until(() => peer.resetCode(1) !== undefined);
    expect(peer.resetCode(1)).toBe(errorCode.cancel);
  });

  test("a handler's generator is not asked for more while the peer's window is closed", async () => {
    let pulled = 0;
    let isFinished = false;
    const { peer } = setup({
      async *download() {
        try {
          for (; ; pulled++) {
            yield { data: new Uint8Array(10_000) };
          }
        } finally {
          isFinished = true;
        }
      },
    });
    peer.request(1, "/tsrt.test.Echo/Download");
    peer.data(1, message(1), true);
    await peer.until(() => peer.dataLength(1) === 65_535);
    await Bun.sleep(20);
    expect(pulled).toBe(6);
    peer.reset(1, errorCode.cancel);
    await peer.settle();
    expect(isFinished).toBe(true);
  });
});

describe("bytes", () => {
  const script = (() => {
    const [left, right] = memoryPair();
    const parts: Uint8Array[] = [];
    const recorder = new RawPeer({
      ...right,
      peer: {},
      pending: 0,
      start() {},
      write: (bytes: Uint8Array) => {
        parts.push(bytes.slice());
        return true;
      },
    } as never);
    left.destroy();
    recorder.greet();
    recorder.request(1, duplex);
    recorder.data(1, message(20));
    recorder.windowUpdate(1, 10);
    recorder.reset(1, errorCode.cancel);
    recorder.request(3, unary);
    recorder.data(3, message(3), true);
    return Buffer.concat(parts);
  })();

  test("a connection that is cut off after any byte ends, and nothing is left", async () => {
    const server = new GrpcServer({ router: echoRouter() });
    for (let length = 0; length <= script.length; length++) {
      const [left, right] = memoryPair();
      server.accept(left);
      right.start({ data() {}, drain() {}, end: () => right.end(), close() {} });
      right.write(script.slice(0, length));
      right.end();
    }
    for (let round = 0; round < 1000 && server.connections > 0; round++) {
      await Bun.sleep(10);
    }
    expect(server.connections).toBe(0);
  });

  test("with any byte changed there is an answer or the connection ends, and the next connection works", async () => {
    const { server, channel } = setup();
    let seed = 7;
    const random = (limit: number): number => {
      seed = (seed * 48_271) % 0x7fff_ffff;
      return seed % limit;
    };
    for (let round = 0; round < 1_000; round++) {
      const [left, right] = memoryPair();
      server.accept(left);
      right.start({ data() {}, drain() {}, end: () => right.end(), close() {} });
      const bytes = new Uint8Array(script);
      bytes[preface.length + random(bytes.length - preface.length)] = random(256);
      right.write(bytes);
      right.end();
    }
    expect((await channel().unary({ offset: 4 })).offset).toBe(4);
    await server.close(3_000);
    expect(server.connections).toBe(0);
  });

  test("connections that do not speak HTTP/2 are ended", async () => {
    const server = new GrpcServer({ router: echoRouter() });
    const [left, right] = memoryPair();
    server.accept(left);
    const peer = new RawPeer(right);
    peer.bytes(Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    await peer.until(() => peer.isEnded);
    expect(peer.goawayCode).toBe(errorCode.protocol);
  });
});

describe("a peer that says nothing", () => {
  test("it is sent a PING, and cut off when it does not answer", async () => {
    const server = new GrpcServer({ router: echoRouter(), keepalive: { time: 20, timeout: 20 } });
    const [left, right] = memoryPair();
    server.accept(left);
    let closed = false;
    right.start({ data() {}, drain() {}, end() {}, close: () => (closed = true) });
    for (let round = 0; round < 1000 && !closed; round++) {
      await Bun.sleep(10);
    }
    expect(closed).toBe(true);
    expect(server.connections).toBe(0);
  });

  test("its connection is kept when it answers", async () => {
    const server = new GrpcServer({ router: echoRouter(), keepalive: { time: 10, timeout: 500 } });
    const [left, right] = memoryPair();
    server.accept(left);
    const channel = grpcChannel(right);
    await Bun.sleep(700);
    expect(server.connections).toBe(1);
    await channel.close();
  });
});
