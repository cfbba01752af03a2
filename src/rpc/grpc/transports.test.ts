// The engine over real sockets: unix and TCP, by Bun and by node:net.
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EchoService, echoRouter } from "../../../test/harness/grpc-echo.ts";
import { stub } from "../channel.ts";
import { bunTransport } from "../transport/bun.ts";
import type { SocketEndpoint, Transport } from "../transport/duplex.ts";
import { nodeTransport } from "../transport/node.ts";
import { grpcChannel } from "./client.ts";
import { GrpcServer } from "./server.ts";

const mebibyte = 1024 * 1024;

async function* chunks(count: number, size: number) {
  for (let offset = 0; offset < count; offset++) {
    yield { offset, data: new Uint8Array(size).fill(offset) };
  }
}

async function exercise(transport: Transport, listenOn: SocketEndpoint): Promise<void> {
  const server = new GrpcServer({ router: echoRouter() });
  const listener = await transport.listen(listenOn, (duplex) => server.accept(duplex));
  const endpoint = "port" in listenOn ? { ...listenOn, port: listener.port } : listenOn;
  const channel = grpcChannel(await transport.connect(endpoint));
  const echo = stub(channel, EchoService);
  const replies = await Promise.all(Array.from({ length: 200 }, (_, offset) => echo.unary({ offset })));
  expect(replies.map(({ offset }) => offset)).toEqual(Array.from({ length: 200 }, (_, offset) => offset));
  expect((await echo.upload(chunks(20, mebibyte))).offset).toBe(20 * mebibyte);
  let received = 0;
  for await (const { data } of echo.download({ offset: 20, data: new Uint8Array(mebibyte) })) {
    received += data.length;
  }
  expect(received).toBe(20 * mebibyte);
  let echoed = 0;
  for await (const { offset, data } of echo.duplex(chunks(20, 300_000))) {
    expect(offset).toBe(echoed++);
    expect(data[299_999]).toBe(offset);
  }
  const closing = server.close(5_000);
  await channel.closed;
  await closing;
  expect(server.connections).toBe(0);
  await listener.close();
}

for (const [name, transport] of [
  ["Bun", bunTransport],
  ["node:net", nodeTransport],
] as const) {
  test(`unix socket by ${name}`, async () => {
    const directory = mkdtempSync(join(tmpdir(), "grpc-"));
    try {
      await exercise(transport, { path: join(directory, "s") });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }, 20_000);

  test(`TCP by ${name}`, () => exercise(transport, { host: "127.0.0.1", port: 0 }), 20_000);
}
