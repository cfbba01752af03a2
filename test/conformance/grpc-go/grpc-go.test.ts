// Our gRPC server with grpc-go's client, and our client with grpc-go's server, over a unix socket. grpc-go's
// bandwidth estimator changes its windows while streams are open, which is what broke Bun's node:http2.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kindOf, messageOf } from "../../../src/errors/index.ts";
import { stub } from "../../../src/rpc/channel.ts";
import { grpcChannel } from "../../../src/rpc/grpc/client.ts";
import { GrpcServer } from "../../../src/rpc/grpc/server.ts";
import { bunTransport } from "../../../src/rpc/transport/bun.ts";
import { EchoService, echoRouter } from "../../harness/grpc-echo.ts";

const mebibyte = 1024 * 1024;
let directory = "";
let binary = "";

async function build(): Promise<void> {
  binary = join(directory, "grpc-go");
  const child = Bun.spawn(["go", "build", "-o", binary, "."], {
    cwd: import.meta.dir,
    env: { ...process.env, GOFLAGS: "-mod=mod -buildvcs=false", GOSUMDB: "off" },
    stderr: "pipe",
  });
  if ((await child.exited) !== 0) {
    throw new Error(`build grpc-go: ${await child.stderr.text()}`);
  }
}

async function* chunks(count: number, size: number) {
  for (let offset = 0; offset < count; offset++) {
    yield { offset, data: new Uint8Array(size).fill(offset) };
  }
}

describe.skipIf(Bun.which("go") === null)("grpc-go (needs Go, to build it)", () => {
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "grpc-go-"));
    await build();
  }, 180_000);

  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  test("grpc-go's client gets the expected answers from our server", async () => {
    const path = join(directory, "ours.sock");
    const router = echoRouter({
      unary: (_ctx, request) => (request.offset === 1 ? new Promise(() => {}) : Promise.resolve(request)),
    });
    const server = new GrpcServer({ router });
    await using _listener = await bunTransport.listen({ path }, (duplex) => server.accept(duplex));
    const child = Bun.spawn([binary, "-address", path], { stdout: "pipe", stderr: "pipe" });
    const output = await child.stdout.text();
    expect(await child.stderr.text()).toBe("");
    expect(JSON.parse(output)).toEqual({
      unary: true,
      gzip: true,
      largeUnary: true,
      download: 100,
      upload: true,
      duplex: true,
      deadline: "DeadlineExceeded: context deadline exceeded",
      cancel: "Canceled: context canceled",
      unimplemented: "Unimplemented: unknown service x.Y",
      parallel: true,
    });
  }, 60_000);

  test("our client gets the expected answers from grpc-go's server", async () => {
    const path = join(directory, "theirs.sock");
    const child = Bun.spawn([binary, "-address", path, "-action", "serve"], { stdout: "pipe" });
    try {
      const reader = child.stdout.getReader();
      await reader.read();
      const channel = grpcChannel(await bunTransport.connect({ path }));
      const echo = stub(channel, EchoService);
      const data = new Uint8Array(3 * mebibyte).fill(9);
      expect(await echo.unary({ offset: 4, data })).toMatchObject({ offset: 4, data });
      let received = 0;
      for await (const reply of echo.download({ offset: 1 })) {
        expect(reply.data.length).toBe(mebibyte);
        received++;
      }
      expect(received).toBe(100);
      expect((await echo.upload(chunks(50, mebibyte))).offset).toBeGreaterThan(50 * mebibyte);
      let echoed = 0;
      for await (const reply of echo.duplex(chunks(50, mebibyte))) {
        expect(reply.offset).toBe(echoed++);
      }
      expect(echoed).toBe(50);
      const error = await echo.absent({}).catch((reason: unknown) => reason);
      expect(kindOf(error)).toBe("failed precondition");
      expect(messageOf(error)).toBe("größer than 100%: failed precondition");
      const late = await echo.duplex(never(), { timeout: 50 })[Symbol.asyncIterator]().next().catch(kindOf);
      expect(late as unknown).toBe("deadline exceeded");
      await channel.close();
    } finally {
      child.kill();
      await child.exited;
    }
  }, 60_000);
});

async function* never(): AsyncGenerator<{ offset: number }> {
  await new Promise(() => {});
}
