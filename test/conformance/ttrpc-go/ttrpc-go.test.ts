// Our ttrpc with ttrpc-go, both ways, over a unix socket.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { abortable } from "../../../src/context/index.ts";
import { invalidArgument, kindOf, messageOf, notFound } from "../../../src/errors/index.ts";
import { stub } from "../../../src/rpc/channel.ts";
import { KeyValue } from "../../../src/rpc/gen/ttrpc.ts";
import { type Interceptor, Router, serve } from "../../../src/rpc/handler.ts";
import type { Service } from "../../../src/rpc/message.ts";
import { bunTransport } from "../../../src/rpc/transport/bun.ts";
import { ttrpcChannel } from "../../../src/rpc/ttrpc/client.ts";
import { TtrpcServer } from "../../../src/rpc/ttrpc/server.ts";

// Go's side uses google.protobuf.StringValue, whose only field is KeyValue's first: `key` is the text.
const method = { service: "interop.Echo", input: KeyValue, output: KeyValue } as const;
const EchoService = {
  name: "interop.Echo",
  methods: {
    say: { ...method, name: "Say", kind: "unary" },
    fail: { ...method, name: "Fail", kind: "unary" },
    hang: { ...method, name: "Hang", kind: "unary" },
    meta: { ...method, name: "Meta", kind: "unary" },
    missing: { ...method, name: "Missing", kind: "unary" },
    join: { ...method, name: "Join", kind: "upload" },
    count: { ...method, name: "Count", kind: "download" },
    chat: { ...method, name: "Chat", kind: "duplex" },
  },
} as const satisfies Service;

function server(): TtrpcServer {
  const router = new Router();
  let who = "";
  const remember: Interceptor = (call, run) => {
    who = call.metadata.get("who") ?? who;
    return run(call.ctx);
  };
  router.add(
    serve(EchoService, {
      say: async (_ctx, request) => request,
      fail: async (_ctx, { key }) => {
        throw notFound(`thing ${key}`);
      },
      hang: (ctx) => abortable(new Promise<never>(() => {}), ctx.signal),
      meta: async (ctx) => ({ key: `${who} ${ctx.deadline !== undefined}` }),
      join: async (_ctx, requests) => {
        let key = "";
        for await (const request of requests) {
          key += request.key;
        }
        return { key };
      },
      count: async function* (_ctx, { key }) {
        const limit = Number(key);
        if (Number.isNaN(limit)) {
          throw invalidArgument("no number");
        }
        for (let number = 0; number < limit; number++) {
          yield { key: String(number) };
        }
      },
      chat: async function* (_ctx, requests) {
        for await (const { key } of requests) {
          yield { key: key.toUpperCase() };
        }
      },
    }),
  );
  return new TtrpcServer({ router, interceptors: [remember] });
}

async function* words(...keys: string[]) {
  for (const key of keys) {
    yield { key };
  }
}

async function collect(replies: AsyncIterable<KeyValue>): Promise<string[]> {
  const all: string[] = [];
  for await (const { key } of replies) {
    all.push(key);
  }
  return all;
}

describe.skipIf(Bun.which("go") === null)("ttrpc-go (needs Go, to build it)", () => {
  let directory = "";
  let binary = "";

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "ttrpc-go-"));
    binary = join(directory, "ttrpc-go");
    const child = Bun.spawn(["go", "build", "-o", binary, "."], {
      cwd: import.meta.dir,
      env: { ...process.env, GOFLAGS: "-mod=mod -buildvcs=false", GOSUMDB: "off" },
      stderr: "pipe",
    });
    if ((await child.exited) !== 0) {
      throw new Error(`build ttrpc-go: ${await child.stderr.text()}`);
    }
  }, 180_000);

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test("ttrpc-go's client gets the same answers from our server as from its own", async () => {
    const path = join(directory, "ours");
    const ours = server();
    const listener = await bunTransport.listen({ path }, (duplex) => ours.accept(duplex));
    // Its log may tell of the answer that came after its own deadline.
    const child = Bun.spawn([binary, "call", path], { stdout: "pipe", stderr: "pipe" });
    const output = await child.stdout.text();
    expect(`${await child.exited} ${await child.stderr.text()}`).toStartWith("0 ");
    expect(output.trim().split("\n")).toEqual([
      "say hello",
      "fail NotFound thing 7: not found",
      "missing Unimplemented method Missing",
      "deadline true",
      "meta first false",
      "join abc",
      "count 3 [0 1 2] OK",
      "count 0 [] OK",
      "count x [] InvalidArgument",
      "chat X",
      "chat Y",
      "chat rest 0",
      "big true",
      "many done",
    ]);
    await listener.close();
    await ours.close(1000);
    expect(ours.connections).toBe(0);
  }, 60_000);

  test("our client gets the expected answers from ttrpc-go's server", async () => {
    const path = join(directory, "go");
    const child = Bun.spawn([binary, "serve", path], { stdout: "pipe" });
    await child.stdout.getReader().read();
    const channel = ttrpcChannel(await bunTransport.connect({ path }));
    const api = stub(channel, EchoService);
    expect((await api.say({ key: "hello" })).key).toBe("hello");
    const failed = await api.fail({ key: "7" }).catch((error: unknown) => error);
    expect(messageOf(failed)).toBe("thing 7: not found");
    const missing = await api.missing({}).catch((error: unknown) => error);
    expect(missing).toMatchObject({ kind: "not implemented", message: "method Missing" });
    const late = await api.hang({}, { timeout: 50 }).catch((error: unknown) => error);
    expect(kindOf(late)).toBe("deadline exceeded");
    const meta = await api.meta({}, { metadata: { who: "me" }, timeout: 5000 });
    expect(meta.key).toBe("me true");
    expect((await api.join(words("a", "b", "", "c"))).key).toBe("abc");
    expect(await collect(api.count({ key: "3" }))).toEqual(["0", "1", "2"]);
    expect(await collect(api.count({ key: "0" }))).toEqual([]);
    const noNumber = await collect(api.count({ key: "x" })).catch((error: unknown) => error);
    expect(kindOf(noNumber)).toBe("invalid argument");
    expect(await collect(api.chat(words("x", "y", "")))).toEqual(["X", "Y", ""]);
    const big = "x".repeat(4_000_000);
    expect((await api.say({ key: big })).key).toBe(big);
    const many = await Promise.all(
      Array.from({ length: 500 }, (_, index) => api.say({ key: String(index) })),
    );
    expect(many.map(({ key }) => Number(key))).toEqual(many.map((_, index) => index));
    child.kill();
    await channel.closed;
    const after = await api.say({}).catch((error: unknown) => error);
    expect(messageOf(after)).toBe("ttrpc: closed: unavailable");
  }, 60_000);
});
