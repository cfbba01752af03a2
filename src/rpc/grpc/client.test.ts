// Our client against a server that says what it is told.
import { expect, spyOn, test } from "bun:test";
import { EchoService } from "../../../test/harness/grpc-echo.ts";
import { RawPeer } from "../../../test/harness/http2-raw-peer.ts";
import { kindOf, messageOf } from "../../errors/index.ts";
import { stub } from "../channel.ts";
import { ReadContentResponse } from "../gen/content.ts";
import { ConnectionWindow } from "../http2/connection-window.ts";
import { errorCode } from "../http2/errors.ts";
import { flag, frameType, writeUint32 } from "../http2/frame.ts";
import { settingId } from "../http2/settings.ts";
import { memoryPair } from "../transport/memory.ts";
import { grpcChannel } from "./client.ts";
import { prefixOf } from "./deframer.ts";

function setup(maxStreams?: number) {
  const [left, right] = memoryPair();
  const channel = grpcChannel(left, { authority: "tsrt" });
  const server = new RawPeer(right, "server");
  if (maxStreams === undefined) {
    server.settings();
  } else {
    server.settings([settingId.maxConcurrentStreams, maxStreams]);
  }
  return { channel, server, echo: stub(channel, EchoService) };
}

const reply = (() => {
  const bytes = ReadContentResponse.encode({ offset: 5 });
  return Buffer.concat([prefixOf(bytes), bytes]);
})();

const response = { ":status": "200", "content-type": "application/grpc" };

async function outcome(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    (value) => JSON.stringify(value),
    (error: unknown) => `${kindOf(error)} | ${messageOf(error)}`,
  );
}

type Answer = (server: RawPeer) => void;

const answers: readonly (readonly [name: string, answer: Answer, outcome: string])[] = [
  [
    "trailers only",
    (server) => server.headers(1, { ...response, "grpc-status": "5", "grpc-message": "x%25" }, true),
    "not found | x%: not found",
  ],
  [
    "an informational response before the real one",
    (server) => {
      server.headers(1, { ":status": "103" });
      server.headers(1, { ...response, "grpc-status": "9", "grpc-message": "no" }, true);
    },
    "failed precondition | no: failed precondition",
  ],
  [
    "an HTTP status",
    (server) => server.headers(1, { ":status": "404", "content-type": "text/html" }),
    "not implemented | unexpected HTTP status code received from server: 404: not implemented",
  ],
  [
    "another content type",
    (server) => server.headers(1, { ":status": "200", "content-type": "text/html" }),
    'unknown | unexpected content-type "text/html"',
  ],
  [
    "an unknown code",
    (server) => server.headers(1, { ...response, "grpc-status": "77", "grpc-message": "odd" }, true),
    "unknown | odd",
  ],
  [
    "OK without a message",
    (server) => server.headers(1, { ...response, "grpc-status": "0" }, true),
    "internal | cardinality violation: received no response message from non-server-streaming RPC: internal",
  ],
  [
    "an end without trailers",
    (server) => {
      server.headers(1, response);
      server.data(1, reply, true);
    },
    "internal | server closed the stream without sending trailers: internal",
  ],
  [
    "an error after a message",
    (server) => {
      server.headers(1, response);
      server.data(1, reply);
      server.headers(1, { "grpc-status": "10", "grpc-message": "late" }, true);
    },
    "aborted | late: aborted",
  ],
  [
    "half a message",
    (server) => {
      server.headers(1, response);
      server.data(1, reply.subarray(0, 6));
      server.headers(1, { "grpc-status": "0" }, true);
    },
    "internal | unexpected EOF: internal",
  ],
  [
    "an unknown encoding",
    (server) => server.headers(1, { ...response, "grpc-encoding": "br" }),
    'not implemented | grpc: Decompressor is not installed for grpc-encoding "br": not implemented',
  ],
  [
    "a refusal",
    (server) => server.reset(1, errorCode.refusedStream),
    "unavailable | the peer reset the stream: REFUSED_STREAM: unavailable",
  ],
  [
    "a cancellation",
    (server) => server.reset(1, errorCode.cancel),
    "canceled | the peer reset the stream: CANCEL: context canceled",
  ],
  [
    "GOAWAY before the stream",
    (server) => {
      const payload = new Uint8Array(10);
      writeUint32(payload, 4, errorCode.enhanceYourCalm);
      payload.set(Buffer.from("no"), 8);
      server.frame(frameType.goaway, 0, 0, payload);
    },
    "unavailable | the peer went away: ENHANCE_YOUR_CALM (no): unavailable",
  ],
  [
    "a push",
    (server) => server.frame(frameType.pushPromise, flag.endHeaders, 1, new Uint8Array(4)),
    "unavailable | PUSH_PROMISE, which is switched off: unavailable",
  ],
  [
    "a stream that nobody opened",
    (server) => server.headers(7, response),
    "unavailable | HEADERS on stream 7, which was never opened: unavailable",
  ],
];

for (const [name, answer, expected] of answers) {
  test(`the server answers with ${name}`, async () => {
    const { server, echo } = setup();
    const result = outcome(echo.unary({}));
    await server.until(() => server.of(frameType.data, 1).length > 0);
    answer(server);
    expect(await result).toBe(expected);
  });
}

test("the frames and headers of a request on the wire", async () => {
  const { server, echo, channel } = setup();
  const result = echo.unary(
    { offset: 9 },
    { metadata: { "containerd-namespace": "k8s.io" }, timeout: 5_000 },
  );
  await server.until(() => server.of(frameType.data, 1).length > 0);
  expect(server.lastFields(1)).toEqual({
    ":method": "POST",
    ":scheme": "http",
    ":path": "/tsrt.test.Echo/Unary",
    ":authority": "tsrt",
    "content-type": "application/grpc",
    te: "trailers",
    "user-agent": "tsrt",
    "grpc-accept-encoding": "identity,gzip",
    "grpc-timeout": "5000000u",
    "containerd-namespace": "k8s.io",
  });
  const [data] = server.of(frameType.data, 1);
  expect(data?.flags).toBe(flag.endStream);
  expect(Buffer.from(data?.payload ?? []).toString("hex")).toBe("00000000020809");
  server.headers(1, response);
  server.data(1, reply);
  server.headers(1, { "grpc-status": "0" }, true);
  expect((await result).offset).toBe(5);
  await channel.close();
});

test("calls wait for the streams that the server allows", async () => {
  const { server, echo } = setup(2);
  await server.settle();
  const results = Array.from({ length: 5 }, () => echo.unary({}));
  await server.settle();
  expect(server.of(frameType.headers).length).toBe(2);
  for (const id of [1, 3, 5, 7, 9]) {
    await server.until(() => server.of(frameType.data, id).length > 0);
    server.headers(id, response);
    server.data(id, reply);
    server.headers(id, { "grpc-status": "0" }, true);
  }
  expect((await Promise.all(results)).length).toBe(5);
});

test("calls that wait for a stream fail when the connection ends, or when their signal aborts", async () => {
  const { server, echo, channel } = setup(0);
  await server.settle();
  const signal = AbortSignal.timeout(20);
  expect(await outcome(echo.unary({}, { signal }))).toStartWith("deadline exceeded");
  expect(await outcome(echo.unary({}, { timeout: 20 }))).toStartWith("deadline exceeded");
  const waiting = outcome(echo.unary({}));
  await channel.close();
  expect(await waiting).toStartWith("unavailable");
});

test("an early answer ends an upload, and closes the iterator of its requests", async () => {
  const { server, echo } = setup();
  const closed = Promise.withResolvers<void>();
  async function* requests() {
    try {
      for (;;) {
        yield { data: new Uint8Array(1000) };
        await Bun.sleep(1);
      }
    } finally {
      closed.resolve();
    }
  }
  const result = outcome(echo.upload(requests()));
  await server.until(() => server.of(frameType.data, 1).length > 2);
  server.headers(1, { ...response, "grpc-status": "3", "grpc-message": "enough" }, true);
  expect(await result).toBe("invalid argument | enough: invalid argument");
  await server.settle();
  await closed.promise;
  expect(server.resetCode(1)).toBe(errorCode.noError);
});

test("an error of the iterator of requests cancels the call", async () => {
  const { server, echo } = setup();
  async function* requests() {
    yield {};
    throw new Error("disk on fire");
  }
  expect(await outcome(echo.upload(requests()))).toBe("unknown | disk on fire");
  await server.settle();
  expect(server.resetCode(1)).toBe(errorCode.cancel);
});

function replyOf(size: number): Uint8Array {
  const bytes = ReadContentResponse.encode({ data: new Uint8Array(size) });
  return Buffer.concat([prefixOf(bytes), bytes]);
}

/** DATA of any length. */
function sendData(server: RawPeer, streamId: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += 16_000) {
    server.data(streamId, bytes.subarray(at, at + 16_000));
  }
}

/** Bytes of DATA that came and nobody has read, as connections count them. */
class Unread implements Disposable {
  bytes = 0;
  readonly #spies: readonly Disposable[];

  constructor() {
    const counter = this;
    const { delivered, read } = ConnectionWindow.prototype;
    this.#spies = [
      spyOn(ConnectionWindow.prototype, "delivered").mockImplementation(function (this: object, length) {
        counter.bytes += length;
        return delivered.call(this as ConnectionWindow, length);
      }),
      spyOn(ConnectionWindow.prototype, "read").mockImplementation(function (this: object, length) {
        counter.bytes -= length;
        return read.call(this as ConnectionWindow, length);
      }),
    ];
  }

  [Symbol.dispose](): void {
    for (const spy of this.#spies) {
      spy[Symbol.dispose]();
    }
  }
}

test("unread replies of calls that are over do not block later calls", async () => {
  const { server, echo } = setup();
  const replies = Buffer.concat(Array.from({ length: 190 }, () => replyOf(10_000)));
  for (let id = 1; id < 60; id += 2) {
    const left = (async () => {
      for await (const _ of echo.download({})) {
        await server.settle();
        break;
      }
    })();
    await server.until(() => server.of(frameType.data, id).length > 0);
    server.headers(id, response);
    sendData(server, id, replies);
    server.headers(id, { "grpc-status": "0" }, true);
    await left;
  }
  const result = outcome(echo.unary({}));
  await server.until(() => server.isEnded || server.of(frameType.data, 61).length > 0);
  expect(server.goawayCode).toBeUndefined();
  server.headers(61, response);
  server.data(61, reply);
  server.headers(61, { "grpc-status": "0" }, true);
  expect(await result).toContain('"offset":5');
});

test("a reply that cannot be decoded ends the call at the server too", async () => {
  using unread = new Unread();
  const { server, echo } = setup();
  const signal = new AbortController().signal;
  const removed = spyOn(signal, "removeEventListener");
  const consume = async (): Promise<void> => {
    for await (const _ of echo.download({}, { signal })) {
    }
  };
  for (const [id, call] of [[1, consume()] as const, [3, echo.unary({}, { signal })] as const]) {
    await server.until(() => server.of(frameType.data, id).length > 0);
    server.headers(id, response);
    server.data(id, Buffer.concat([new Uint8Array([0, 0, 0, 0, 1, 0xff]), replyOf(100), replyOf(100)]));
    expect(await outcome(call)).toStartWith("internal | grpc: error unmarshalling response");
    await server.settle();
    expect(server.resetCode(id)).toBe(errorCode.cancel);
  }
  expect(removed).toHaveBeenCalledTimes(2);
  expect(unread.bytes).toBe(0);
});

test("replies that are read after the server reset the call are credited once", async () => {
  using unread = new Unread();
  const { server, echo } = setup();
  const replies = echo.download({})[Symbol.asyncIterator]();
  const first = replies.next();
  await server.until(() => server.of(frameType.data, 1).length > 0);
  server.headers(1, response);
  for (let count = 0; count < 10; count++) {
    server.data(1, replyOf(1000));
  }
  server.reset(1, errorCode.cancel);
  await first;
  await server.settle();
  for (let count = 1; count < 10; count++) {
    expect((await replies.next()).value?.data.length).toBe(1000);
  }
  expect(await outcome(replies.next())).toStartWith("canceled");
  expect(unread.bytes).toBe(0);
});
