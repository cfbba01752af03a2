// Client and server against each other, over memory split in every way and over a real socket.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../../../test/harness/command.ts";
import { abortable, type Context } from "../../context/index.ts";
import { kindOf, messageOf, notFound } from "../../errors/index.ts";
import { stub } from "../channel.ts";
import { KeyValue, Request, Response, type Status } from "../gen/ttrpc.ts";
import { type Interceptor, Router, serve } from "../handler.ts";
import type { Init, Service } from "../message.ts";
import { bunTransport } from "../transport/bun.ts";
import type { Duplex } from "../transport/duplex.ts";
import { memoryPair } from "../transport/memory.ts";
import { ttrpcChannel } from "./client.ts";
import { encodeFrame, FrameReader, flag, frameType } from "./frame.ts";
import { TtrpcServer, type TtrpcServerOptions } from "./server.ts";

const method = { service: "test.Echo", input: KeyValue, output: KeyValue } as const;
const echo = {
  name: "test.Echo",
  methods: {
    say: { ...method, name: "Say", kind: "unary" },
    fail: { ...method, name: "Fail", kind: "unary" },
    hang: { ...method, name: "Hang", kind: "unary" },
    missing: { ...method, name: "Missing", kind: "unary" },
    join: { ...method, name: "Join", kind: "upload" },
    count: { ...method, name: "Count", kind: "download" },
    chat: { ...method, name: "Chat", kind: "duplex" },
  },
} as const satisfies Service;

const seen: Context[] = [];

const registration = serve(echo, {
  say: async (ctx, request) => {
    seen.push(ctx);
    return request;
  },
  fail: async (_ctx, request) => {
    throw new Error("outer", { cause: notFound(`thing ${request.key}`) });
  },
  hang: async (ctx) => {
    seen.push(ctx);
    return abortable(new Promise<never>(() => {}), ctx.signal);
  },
  join: async (_ctx, requests) => {
    let value = "";
    for await (const request of requests) {
      value += request.value;
    }
    return { key: "joined", value };
  },
  count: async function* (_ctx, request) {
    for (let index = 0; index < Number(request.key); index++) {
      yield { key: String(index), value: request.value };
    }
    if (request.value === "break") {
      throw notFound("the rest");
    }
  },
  chat: async function* (_ctx, requests) {
    for await (const request of requests) {
      yield { key: request.key, value: request.value.toUpperCase() };
    }
  },
});

function router(): Router {
  const table = new Router();
  table.add(registration);
  return table;
}

function connect(pair: [Duplex, Duplex], options: Partial<TtrpcServerOptions> = {}) {
  const server = new TtrpcServer({ router: router(), ...options });
  server.accept(pair[0]);
  const channel = ttrpcChannel(pair[1]);
  return { server, channel, api: stub(channel, echo) };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) {
    all.push(item);
  }
  return all;
}

async function* messages(count: number, size = 1): AsyncGenerator<{ key: string; value: string }> {
  for (let index = 0; index < count; index++) {
    yield { key: String(index), value: "x".repeat(size) };
  }
}

const directory = mkdtempSync(join(tmpdir(), "tsrt-ttrpc-"));
afterAll(() => rmSync(directory, { recursive: true }));

for (const chunk of [1, 7, 10, 11, 1 << 20]) {
  test(`every kind of call, ${chunk} bytes at a time`, async () => {
    const { channel, api } = connect(memoryPair({ chunk }));
    expect(await api.say({ key: "a", value: "b" })).toEqual({ key: "a", value: "b" });
    expect((await api.join(messages(5))).value).toBe("xxxxx");
    const counted = await collect(api.count({ key: "4", value: "v" }));
    expect(counted.map((item) => item.key)).toEqual(["0", "1", "2", "3"]);
    const chatted = await collect(api.chat(messages(3)));
    expect(chatted.map((item) => item.value)).toEqual(["X", "X", "X"]);
    expect(await collect(api.count({ key: "0" }))).toEqual([]);
    expect((await api.say({})).key).toBe("");
    await channel.close();
  });
}

test("messages of megabytes pass over a real socket", async () => {
  const path = join(directory, "real");
  const server = new TtrpcServer({ router: router() });
  const listener = await bunTransport.listen({ path }, (duplex) => server.accept(duplex));
  const channel = ttrpcChannel(await bunTransport.connect({ path }));
  const api = stub(channel, echo);
  const value = "z".repeat(3 << 20);
  expect((await api.say({ value })).value.length).toBe(value.length);
  const replies = await collect(api.chat(messages(200, 100_000)));
  expect(replies).toHaveLength(200);
  expect(server.connections).toBe(1);
  await channel.close();
  await listener.close();
  await server.close(1000);
  expect(server.connections).toBe(0);
});

test("calls of one connection run at the same time", async () => {
  const { api, channel } = connect(memoryPair());
  const hanging = api.hang({}).catch((error: unknown) => error);
  expect((await api.say({ key: "later" })).key).toBe("later");
  await channel.close();
  expect(messageOf(await hanging)).toBe("ttrpc: closed: unavailable");
});

test("errors keep kind and text", async () => {
  const { api } = connect(memoryPair());
  const error = await api.fail({ key: "7" }).catch((reason: unknown) => reason);
  expect(kindOf(error)).toBe("not found");
  expect(messageOf(error)).toBe("outer: thing 7: not found");
  const items: string[] = [];
  const broken = async (): Promise<void> => {
    for await (const item of api.count({ key: "2", value: "break" })) {
      items.push(item.key);
    }
  };
  expect(kindOf(await broken().catch((reason: unknown) => reason))).toBe("not found");
  expect(items).toEqual(["0", "1"]);
});

test("unknown methods and services answer not implemented, with ttrpc-go's texts", async () => {
  const { api, channel } = connect(memoryPair());
  const method = await api.missing({}).catch((reason: unknown) => reason);
  expect(method).toMatchObject({ kind: "not implemented", message: "method Missing" });
  const elsewhere = { ...echo.methods.say, service: "test.None" };
  const service = await channel.unary(elsewhere, {}).catch((reason: unknown) => reason);
  expect(service).toMatchObject({ kind: "not implemented", message: "service test.None" });
});

test("a deadline is sent to the server, and the client observes it too", async () => {
  const { api } = connect(memoryPair());
  const error = await api.hang({}, { timeout: 500 }).catch((reason: unknown) => reason);
  expect(messageOf(error)).toBe("context deadline exceeded");
  const ctx = seen.at(-1);
  expect(ctx?.deadline).toBeGreaterThan(0);
  await eventually("the handler to hear of it", () => ctx?.signal.aborted === true);
});

test("the server answers a passed deadline itself", async () => {
  const [left, right] = memoryPair();
  new TtrpcServer({ router: router() }).accept(left);
  const status = await rawCall(right, 0, { method: "Hang", timeoutNano: 10e6 });
  expect(status).toMatchObject({ code: 4, message: "context deadline exceeded" });
});

/** Sends one request by hand: a client of ours would give up by itself. Resolves with the status of the answer. */
function rawCall(duplex: Duplex, flags: number, init: Init<Request>): Promise<Status | null> {
  const { promise, resolve } = Promise.withResolvers<Status | null>();
  const reader = new FrameReader({
    frame: (frame) => resolve(Response.decode(frame.payload).status),
    oversized() {},
  });
  duplex.start({ data: (bytes) => reader.push(bytes), drain() {}, end: () => duplex.end(), close() {} });
  duplex.write(encodeFrame(1, frameType.request, flags, Request.encode({ service: "test.Echo", ...init })));
  return promise;
}

test("a call whose handler ignores the deadline is answered in time, and counts as running until the handler ends", async () => {
  const release = Promise.withResolvers<void>();
  const table = new Router();
  const say = async (): Promise<object> => {
    await release.promise;
    return {};
  };
  table.add(serve(echo, { say }));
  let running = 0;
  const interceptor: Interceptor = async (call, run) => {
    running++;
    await run(call.ctx).finally(() => running--);
  };
  const [left, right] = memoryPair();
  const server = new TtrpcServer({ router: table, interceptors: [interceptor] });
  server.accept(left);
  const status = await rawCall(right, 0, { method: "Say", timeoutNano: 10e6 });
  expect(status).toMatchObject({ code: 4, message: "context deadline exceeded" });
  expect(running).toBe(1);
  let isClosed = false;
  const closing = server.close(5_000).then(() => {
    isClosed = true;
  });
  // Nobody has to route these any more, and they do not end the waiting.
  right.write(encodeFrame(1, frameType.data, 0, new Uint8Array()));
  await Bun.sleep(20);
  expect([isClosed, running]).toEqual([false, 1]);
  release.resolve();
  await closing;
  expect(running).toBe(0);
});

test("a handler that reads past its deadline does not take it for the end of the requests", async () => {
  const seenByHandler = Promise.withResolvers<string>();
  const table = new Router();
  const join = async (_ctx: Context, requests: AsyncIterable<unknown>): Promise<object> => {
    const reading = async (): Promise<string> => {
      for await (const _ of requests) {
      }
      return "the end";
    };
    seenByHandler.resolve(await reading().catch(messageOf));
    return {};
  };
  table.add(serve(echo, { join }));
  const [left, right] = memoryPair();
  new TtrpcServer({ router: table }).accept(left);
  const status = await rawCall(right, flag.remoteOpen, { method: "Join", timeoutNano: 10e6 });
  expect(status?.code).toBe(4);
  expect(await seenByHandler.promise).toBe("context deadline exceeded");
});

test("a timeout longer than the longest timer never fires", async () => {
  const table = new Router();
  const say = async (_ctx: Context, request: KeyValue): Promise<KeyValue> => {
    await Bun.sleep(20);
    return request;
  };
  table.add(serve(echo, { say }));
  const { api } = connect(memoryPair(), { router: table });
  for (const timeout of [2 ** 31 - 1, 25 * 86_400_000, 365 * 86_400_000]) {
    expect((await api.say({ key: "a" }, { timeout })).key).toBe("a");
  }
});

test("an aborted signal ends the call at the client", async () => {
  const { api } = connect(memoryPair());
  const controller = new AbortController();
  const call = api.hang({}, { signal: controller.signal }).catch((reason: unknown) => reason);
  controller.abort();
  expect(kindOf(await call)).toBe("canceled");
  const late = await api.say({}, { signal: controller.signal }).catch((reason: unknown) => reason);
  expect(kindOf(late)).toBe("canceled");
});

test("leaving a stream early leaves the connection usable", async () => {
  const { api } = connect(memoryPair());
  for await (const item of api.count({ key: "1000", value: "v" })) {
    if (item.key === "3") {
      break;
    }
  }
  expect((await api.say({ key: "still" })).key).toBe("still");
});

test("a lost connection fails waiting calls and aborts running handlers", async () => {
  const pair = memoryPair();
  const { api, server, channel } = connect(pair);
  const before = seen.length;
  const waiting = api.hang({}).catch((reason: unknown) => reason);
  const streaming = collect(api.chat(forever())).catch((reason: unknown) => reason);
  await eventually("the call to run", () => seen.length > before);
  pair[0].destroy();
  expect(messageOf(await waiting)).toBe("ttrpc: closed: unavailable");
  expect(messageOf(await streaming)).toBe("ttrpc: closed: unavailable");
  await channel.closed;
  expect(seen.at(-1)?.signal.aborted).toBe(true);
  expect(server.connections).toBe(0);
  const after = await api.say({}).catch((reason: unknown) => reason);
  expect(messageOf(after)).toBe("ttrpc: closed: unavailable");
});

async function* forever(): AsyncGenerator<{ key: string }> {
  yield { key: "once" };
  await new Promise(() => {});
}

test("messages over the limit are refused before they are sent; the connection stays", async () => {
  const { api, channel } = connect(memoryPair());
  const big = { value: "x".repeat(5 << 20) };
  const error = await api.say(big).catch((reason: unknown) => reason);
  expect(kindOf(error)).toBe("resource exhausted");
  expect(messageOf(error)).toContain("exceed maximum message size of 4194304");
  expect(await api.say({ key: "ok" })).toMatchObject({ key: "ok" });
  await channel.close();
});

test("a stream whose replies are not read holds its server back", async () => {
  let made = 0;
  const table = new Router();
  table.add(
    serve(echo, {
      count: async function* () {
        for (; made < 100_000; made++) {
          yield { value: "x".repeat(10_000) };
        }
      },
      say: async (_ctx, request) => request,
    }),
  );
  const { api, channel } = connect(memoryPair(), { router: table });
  const replies = api.count({})[Symbol.asyncIterator]();
  await replies.next();
  await Bun.sleep(100);
  expect(made).toBeLessThan(300);
  const stalled = api.say({ key: "x" });
  expect((await stalled).key).toBe("x");
  const drained = async (): Promise<void> => {
    for (let next = await replies.next(); !next.done; next = await replies.next()) {}
  };
  expect(kindOf(await drained().catch((reason: unknown) => reason))).toBe("resource exhausted");
  await channel.close();
});

test("interceptors wrap calls from the first to the last and may refuse", async () => {
  const order: string[] = [];
  const mark =
    (name: string): Interceptor =>
    async (call, run) => {
      order.push(`${name} ${call.metadata.get("who")}`);
      await run({ ...call.ctx, namespace: `${call.ctx.namespace ?? ""}${name}` });
      order.push(`/${name}`);
    };
  const refuse: Interceptor = async (call, run) => {
    if (call.metadata.get("who") === "nobody") {
      throw notFound("you");
    }
    await run(call.ctx);
  };
  const { api } = connect(memoryPair(), { interceptors: [mark("a"), mark("b"), refuse] });
  await api.say({}, { metadata: { who: "me" } });
  expect(order).toEqual(["a me", "b me", "/b", "/a"]);
  expect(seen.at(-1)?.namespace).toBe("ab");
  const error = await api.say({}, { metadata: { who: "nobody" } }).catch((reason: unknown) => reason);
  expect(kindOf(error)).toBe("not found");
});

test("a peer that may not connect is dropped", async () => {
  const [left, right] = memoryPair({ peer: { uid: 1000 } });
  const server = new TtrpcServer({ router: router(), allow: (peer) => peer.uid === 0 });
  server.accept(left);
  const channel = ttrpcChannel(right);
  await channel.closed;
  expect(server.connections).toBe(0);
});

test("close lets calls end, and after its grace ends them", async () => {
  let idle = 0;
  const { server, api } = connect(memoryPair(), { onIdle: () => idle++ });
  const before = seen.length;
  const hanging = api.hang({}).catch((reason: unknown) => reason);
  await eventually("the call to run", () => seen.length > before);
  await server.close(30);
  expect(kindOf(await hanging)).toBe("unavailable");
  expect(idle).toBe(1);
});
