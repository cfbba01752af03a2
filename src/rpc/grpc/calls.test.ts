import { expect, test } from "bun:test";
import { type EchoHandlers, EchoService, echoRouter } from "../../../test/harness/grpc-echo.ts";
import type { Context } from "../../context/index.ts";
import { invalidArgument, isKind, kindOf, messageOf } from "../../errors/index.ts";
import { type Channel, stub } from "../channel.ts";
import type { Call } from "../handler.ts";
import { type MemoryPairOptions, memoryPair } from "../transport/memory.ts";
import { grpcChannel } from "./client.ts";
import { GrpcServer, type GrpcServerOptions } from "./server.ts";

interface Setup extends MemoryPairOptions {
  handlers?: EchoHandlers;
  server?: Partial<GrpcServerOptions>;
  maxMessageBytes?: number;
}

function connect({ handlers = {}, server: serverOptions = {}, maxMessageBytes, ...pair }: Setup = {}) {
  const [left, right] = memoryPair(pair);
  const server = new GrpcServer({ router: echoRouter(handlers), ...serverOptions });
  server.accept(left);
  const channel = grpcChannel(right, maxMessageBytes === undefined ? {} : { maxMessageBytes });
  return { server, channel, echo: stub(channel, EchoService) };
}

async function* count(to: number, size = 0) {
  for (let offset = 0; offset < to; offset++) {
    yield { offset, data: new Uint8Array(size) };
  }
}

async function failure(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "no failure",
    (error: unknown) => messageOf(error),
  );
}

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) {
    all.push(value);
  }
  return all;
}

for (const chunk of [1, 7, 9, 4096, 1 << 20]) {
  test(`the four kinds, with bytes arriving ${chunk} at a time`, async () => {
    const { echo, channel } = connect({ chunk });
    const data = new Uint8Array(chunk < 100 ? 300 : 300_000).fill(7);
    expect((await echo.unary({ offset: 5, data })).data).toEqual(data);
    expect((await echo.upload(count(100, 10))).offset).toBe(1000);
    expect((await collect(echo.download({ offset: 3, data }))).map((reply) => reply.offset)).toEqual([
      0, 1, 2,
    ]);
    expect((await collect(echo.duplex(count(20)))).length).toBe(20);
    await channel.close();
  });
}

test("many calls at once", async () => {
  const { echo } = connect();
  const replies = await Promise.all(Array.from({ length: 500 }, (_, offset) => echo.unary({ offset })));
  expect(replies.map((reply) => reply.offset)).toEqual(Array.from({ length: 500 }, (_, offset) => offset));
});

test("an error keeps its kind and message", async () => {
  const { echo } = connect({
    handlers: {
      unary: async () => {
        throw invalidArgument("größer % 100\n");
      },
    },
  });
  const error = await echo.unary({}).catch((reason: unknown) => reason);
  expect(kindOf(error)).toBe("invalid argument");
  expect(messageOf(error)).toBe("größer % 100\n: invalid argument");
});

test("unknown methods and services answer UNIMPLEMENTED with grpc-go's texts", async () => {
  const { echo, channel } = connect();
  expect(await failure(echo.absent({}))).toBe("method Absent not implemented");
  const other = { ...EchoService.methods.unary, service: "x.Y" };
  expect(await failure(channel.unary(other, {}))).toBe("unknown service x.Y: not implemented");
  const nameless = { ...EchoService.methods.unary, name: "Nope" };
  expect(await failure(channel.unary(nameless, {}))).toBe(
    "unknown method Nope for service tsrt.test.Echo: not implemented",
  );
});

test("a deadline reaches the handler and the caller", async () => {
  let seen: Context | undefined;
  const aborted = Promise.withResolvers<void>();
  const { echo } = connect({
    handlers: {
      unary: (ctx) => {
        seen = ctx;
        ctx.signal.addEventListener("abort", () => aborted.resolve());
        return new Promise(() => {});
      },
    },
  });
  const before = Date.now();
  expect(await failure(echo.unary({}, { timeout: 500 }))).toContain("context deadline exceeded");
  await aborted.promise;
  expect(seen?.deadline).toBeGreaterThanOrEqual(before);
});

test("the server answers at the deadline even if the handler does not", async () => {
  const [left, right] = memoryPair();
  new GrpcServer({ router: echoRouter({ unary: () => new Promise(() => {}) }) }).accept(left);
  const channel = grpcChannel(right);
  const promise = channel.unary(EchoService.methods.unary, {}, { metadata: { "grpc-timeout": "20m" } });
  expect(isKind(await promise.catch((error: unknown) => error), "deadline exceeded")).toBe(true);
});

test("a call that was answered at its deadline goes on for interceptors until its handler ends", async () => {
  const release = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  let isOver = false;
  const { channel } = connect({
    handlers: {
      unary: async (_ctx, request) => {
        await release.promise;
        return request;
      },
    },
    server: {
      interceptors: [
        async (call, run) => {
          await run(call.ctx);
          isOver = true;
          ended.resolve();
        },
      ],
    },
  });
  const call = channel.unary(EchoService.methods.unary, {}, { metadata: { "grpc-timeout": "20m" } });
  expect(await failure(call)).toContain("context deadline exceeded");
  await Bun.sleep(5);
  expect(isOver).toBe(false);
  release.resolve();
  await ended.promise;
});

test("a timeout longer than the longest timer never fires", async () => {
  const { echo } = connect({
    handlers: {
      unary: async (_ctx, request) => {
        await Bun.sleep(10);
        return request;
      },
    },
  });
  for (const timeout of [0x7fff_ffff, 25 * 86_400_000, 365 * 86_400_000]) {
    expect((await echo.unary({ offset: 1 }, { timeout })).offset).toBe(1);
  }
});

test("a caller that leaves a stream cancels the handler", async () => {
  const aborted = Promise.withResolvers<string>();
  const { echo } = connect({
    handlers: {
      async *download(ctx) {
        ctx.signal.addEventListener("abort", () => aborted.resolve(messageOf(ctx.signal.reason)));
        for (let offset = 0; ; offset++) {
          yield { offset };
          await Bun.sleep(1);
        }
      },
    },
  });
  for await (const reply of echo.download({})) {
    if (reply.offset === 3) {
      break;
    }
  }
  expect(await aborted.promise).toBe("the peer reset the stream: CANCEL: context canceled");
});

test("an aborted signal ends the call on both sides", async () => {
  const controller = new AbortController();
  const aborted = Promise.withResolvers<void>();
  const { echo } = connect({
    handlers: {
      unary: (ctx) => {
        ctx.signal.addEventListener("abort", () => aborted.resolve());
        controller.abort();
        return new Promise(() => {});
      },
    },
  });
  expect(await failure(echo.unary({}, { signal: controller.signal }))).toContain("context canceled");
  await aborted.promise;
});

test("loss of the connection fails calls with unavailable and aborts handlers", async () => {
  const aborted = Promise.withResolvers<void>();
  const [left, right] = memoryPair();
  const server = new GrpcServer({
    router: echoRouter({
      unary: (ctx) => {
        ctx.signal.addEventListener("abort", () => aborted.resolve());
        left.destroy();
        return new Promise(() => {});
      },
    }),
  });
  server.accept(left);
  const channel: Channel = grpcChannel(right);
  const error = await channel.unary(EchoService.methods.unary, {}).catch((reason: unknown) => reason);
  expect(kindOf(error)).toBe("unavailable");
  await aborted.promise;
  await channel.closed;
  expect(server.connections).toBe(0);
  expect(kindOf(await channel.unary(EchoService.methods.unary, {}).catch((reason: unknown) => reason))).toBe(
    "unavailable",
  );
});

test("interceptors wrap the call, the first outermost, and see metadata", async () => {
  const order: string[] = [];
  const { echo } = connect({
    server: {
      interceptors: [
        async (call, run) => {
          order.push(`first ${call.metadata.get("containerd-namespace")} ${call.method.name}`);
          await run({ ...call.ctx, namespace: "n1" });
          order.push("first done");
        },
        async (call, run) => {
          order.push(`second ${call.ctx.namespace}`);
          await run({ ...call.ctx, namespace: "n2" });
          order.push("second done");
        },
      ],
    },
    handlers: {
      unary: async (ctx, request) => {
        order.push(`handler ${ctx.namespace}`);
        return request;
      },
    },
  });
  await echo.unary({}, { metadata: { "containerd-namespace": "moby" } });
  expect(order).toEqual(["first moby Unary", "second n1", "handler n2", "second done", "first done"]);
});

test("an interceptor may refuse", async () => {
  const { echo } = connect({
    server: {
      interceptors: [
        () => {
          throw invalidArgument("no");
        },
      ],
    },
  });
  expect(await failure(echo.unary({}))).toBe("no: invalid argument");
  expect(await failure(collect(echo.duplex(count(3))))).toBe("no: invalid argument");
});

test("messages over the limit are refused in both directions", async () => {
  const { echo } = connect({ server: { maxReceiveBytes: 1000 } });
  expect(await failure(echo.unary({ data: new Uint8Array(2000) }))).toBe(
    "grpc: received message larger than max (2003 vs. 1000): resource exhausted",
  );
  expect(await failure(echo.upload(count(3, 2000)))).toContain("larger than max (2003 vs. 1000)");
  const small = connect({ maxMessageBytes: 1000 });
  expect(await failure(small.echo.unary({ data: new Uint8Array(2000) }))).toContain("trying to send");
  const large = connect({
    maxMessageBytes: 1000,
    handlers: { unary: async () => ({ data: new Uint8Array(2000) }) },
  });
  expect(await failure(large.echo.unary({}))).toContain("received message larger than max (2003 vs. 1000)");
});

test("a server has one limit for each direction", async () => {
  const data = new Uint8Array(2000);
  const handlers: EchoHandlers = {
    unary: async (_ctx, request) => ({ data: new Uint8Array(request.offset) }),
  };
  const receiving = connect({ handlers, server: { maxReceiveBytes: 1000, maxSendBytes: 5000 } });
  expect(await failure(receiving.echo.unary({ data }))).toContain("received message larger than max (2003");
  expect((await receiving.echo.unary({ offset: 2000 })).data.length).toBe(2000);
  const sending = connect({ handlers, server: { maxReceiveBytes: 5000, maxSendBytes: 1000 } });
  expect((await sending.echo.unary({ data, offset: 10 })).data.length).toBe(10);
  expect(await failure(sending.echo.unary({ offset: 2000 }))).toBe(
    "grpc: trying to send message larger than max (2003 vs. 1000): resource exhausted",
  );
});

test("close lets calls finish, then ends the connection", async () => {
  const release = Promise.withResolvers<void>();
  const running = Promise.withResolvers<void>();
  const { echo, server, channel } = connect({
    handlers: {
      unary: async (_ctx, request) => {
        running.resolve();
        await release.promise;
        return request;
      },
    },
  });
  const call = echo.unary({ offset: 9 });
  await running.promise;
  const closing = server.close(5_000);
  await Bun.sleep(10);
  expect(await failure(echo.unary({}))).toContain("unavailable");
  release.resolve();
  expect((await call).offset).toBe(9);
  await closing;
  await channel.closed;
  expect(server.connections).toBe(0);
});

test("close cuts off what does not finish", async () => {
  const running = Promise.withResolvers<void>();
  const { echo, server } = connect({
    handlers: {
      unary: () => {
        running.resolve();
        return new Promise(() => {});
      },
    },
  });
  const call = failure(echo.unary({}));
  await running.promise;
  await server.close(20);
  expect(await call).toContain("unavailable");
});

test("a unary call is answered in one write", async () => {
  const [left, right] = memoryPair();
  let writes = 0;
  const write = left.write.bind(left);
  left.write = (bytes) => {
    writes++;
    return write(bytes);
  };
  const interceptors = [async (call: Call, run: (ctx: Context) => Promise<void>) => run(call.ctx)];
  new GrpcServer({ router: echoRouter(), interceptors }).accept(left);
  const echo = stub(grpcChannel(right), EchoService);
  await echo.unary({ offset: 1 });
  writes = 0;
  await echo.unary({ offset: 2, data: new Uint8Array(1000) });
  expect(writes).toBe(1);
  writes = 0;
  await Promise.all(Array.from({ length: 50 }, (_, offset) => echo.unary({ offset })));
  expect(writes).toBe(1);
});
