// The servers as the daemon wires them, over real sockets.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../../test/harness/command.ts";
import { type EchoHandlers, EchoService, echoHandlers } from "../../test/harness/grpc-echo.ts";
import { messageOf } from "../errors/index.ts";
import { silent } from "../log/index.ts";
import { stub } from "../rpc/channel.ts";
import { grpcChannel } from "../rpc/grpc/client.ts";
import { serve } from "../rpc/handler.ts";
import { bunTransport } from "../rpc/transport/bun.ts";
import { ttrpcChannel } from "../rpc/ttrpc/client.ts";
import { Activity } from "./activity.ts";
import { loadConfig } from "./config/config.ts";
import { listen } from "./listen.ts";
import { LoopWatch } from "./loop.ts";

const directory = mkdtempSync(join(tmpdir(), "tsrt-listen-"));
afterAll(() => rmSync(directory, { recursive: true }));

let count = 0;

async function setup(handlers: EchoHandlers, grpc = "") {
  const socket = join(directory, `${count++}.sock`);
  const file = join(directory, "config.toml");
  writeFileSync(file, `version = 4\n[plugins."io.containerd.server.v1.grpc"]\n${grpc}\n`);
  const activity = new Activity();
  const registration = serve(EchoService, { ...echoHandlers, ...handlers });
  const servers = await listen({
    config: loadConfig({ config: file, address: socket }),
    services: new Map([["echo", { registration, transports: ["grpc", "ttrpc"] }]]),
    activity,
    loop: new LoopWatch(silent, activity),
    log: silent,
  });
  const connect = {
    grpc: async () => grpcChannel(await bunTransport.connect({ path: socket })),
    ttrpc: async () => ttrpcChannel(await bunTransport.connect({ path: `${socket}.ttrpc` })),
  };
  return { servers, activity, connect };
}

const failure = (promise: Promise<unknown>): Promise<string> => promise.then(() => "no failure", messageOf);

for (const protocol of ["grpc", "ttrpc"] as const) {
  test(`a stop waits for a handler that runs on after its deadline, by ${protocol}`, async () => {
    const release = Promise.withResolvers<void>();
    const { servers, activity, connect } = await setup({
      unary: async (_ctx, request) => {
        await release.promise;
        return request;
      },
    });
    const channel = await connect[protocol]();
    const call = stub(channel, EchoService).unary({}, { timeout: 500 });
    expect(await failure(call)).toContain("deadline exceeded");
    await Bun.sleep(30);
    expect(activity.running()).toHaveLength(1);
    expect(servers.counts.all()[0]).toMatchObject({ started: 1, ended: new Map() });
    await channel.close();
    let isClosed = false;
    const closing = servers.close(5_000, nothing).then(() => {
      isClosed = true;
    });
    await Bun.sleep(30);
    expect(isClosed).toBe(false);
    release.resolve();
    await closing;
    expect(activity.running()).toHaveLength(0);
  });
}

const nothing = async (): Promise<void> => {};

test("a stop waits for no handler longer than its grace, and for streams not at all", async () => {
  const running = Promise.withResolvers<void>();
  const { servers, connect } = await setup({
    unary: () => {
      running.resolve();
      return new Promise(() => {});
    },
  });
  const channel = await connect.grpc();
  const call = failure(stub(channel, EchoService).unary({}));
  await running.promise;
  const begun = performance.now();
  await servers.close(50, nothing);
  expect(performance.now() - begun).toBeWithin(45, 5_000);
  expect(await call).toContain("unavailable");

  const other = await setup({});
  const echo = stub(await other.connect.grpc(), EchoService);
  const replies = echo.duplex(forever())[Symbol.asyncIterator]();
  await replies.next();
  const pending = failure(replies.next());
  const anHour = 3_600_000;
  await other.servers.close(anHour, nothing);
  expect(await pending).toContain("unavailable");
});

async function* forever(): AsyncGenerator<object> {
  yield {};
  await new Promise(() => {});
}

test("each way has the message limit that is configured for it, and the default for 0", async () => {
  const handlers: EchoHandlers = {
    unary: async (_ctx, request) => ({ data: new Uint8Array(request.offset) }),
  };
  const data = new Uint8Array(2000);
  const received = await setup(handlers, "max_recv_message_size = 1000\nmax_send_message_size = 0");
  const small = stub(await received.connect.grpc(), EchoService);
  expect(await failure(small.unary({ data }))).toContain("received message larger than max (2003 vs. 1000)");
  expect((await small.unary({ offset: 1 << 20 })).data.length).toBe(1 << 20);
  await received.servers.close(0, nothing);

  const sent = await setup(handlers, "max_recv_message_size = 0\nmax_send_message_size = 1000");
  const large = stub(await sent.connect.grpc(), EchoService);
  expect((await large.unary({ data: new Uint8Array(1 << 20) })).data.length).toBe(0);
  expect(await failure(large.unary({ offset: 2000 }))).toContain("trying to send message larger than max");
  await sent.servers.close(0, nothing);
});

test("a stop lets calls end, then drains, then cuts off: what the drain gives still arrives", async () => {
  const order: string[] = [];
  const release = Promise.withResolvers<void>();
  const drained = Promise.withResolvers<void>();
  const { servers, connect, activity } = await setup({
    unary: async (_ctx, request) => {
      await release.promise;
      order.push("call");
      return request;
    },
    duplex: async function* () {
      yield { offset: 1 };
      await drained.promise;
      yield { offset: 2 };
    },
  });
  const echo = stub(await connect.grpc(), EchoService);
  const replies = echo.duplex(forever())[Symbol.asyncIterator]();
  await replies.next();
  const last = replies.next().then(({ value }) => order.push(`message ${value?.offset}`));
  const call = echo.unary({});
  await eventually("the call to run", () => activity.running().length === 2);
  const closing = servers.close(60_000, async () => {
    order.push("drain");
    drained.resolve();
  });
  release.resolve();
  await Promise.all([call, last, closing]);
  expect(order).toEqual(["call", "drain", "message 2"]);
});
