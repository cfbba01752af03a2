// Tests the zygote without a daemon, because a daemon would hide a failure to fork by spawning the shim.
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ForkReply, type ForkRequest, shimEngine } from "../../../src/core/shim-record.ts";
import { stub } from "../../../src/rpc/channel.ts";
import { TaskService } from "../../../src/rpc/gen/task3.ts";
import { bunTransport } from "../../../src/rpc/transport/bun.ts";
import { ttrpcChannel } from "../../../src/rpc/ttrpc/client.ts";
import { executable } from "../../harness/daemon.ts";

setDefaultTimeout(60_000);

const root = mkdtempSync(join(tmpdir(), "tsrt-zygote-"));
afterAll(() => rmSync(root, { recursive: true }));

test("the warm zygote has no thread that keeps it from forking, and its child serves", async () => {
  const zygote = Bun.spawn([executable, "shim", "zygote"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { PATH: process.env.PATH ?? "", ...shimEngine },
  });
  const directory = join(root, "s.d");
  mkdirSync(directory);
  const socket = join(root, "s");
  const args = ["serve", "--namespace", "test", "--id", "a"];
  const request: ForkRequest = { args, namespace: "test", socket, directory, daemon: process.pid };
  await zygote.stdin.write(`${JSON.stringify(request)}\n`);
  await zygote.stdin.flush();
  const { value } = await zygote.stdout.getReader().read();
  const reply = JSON.parse(Buffer.from(value ?? []).toString()) as ForkReply;
  expect(reply).toEqual({ pid: expect.any(Number) });
  const channel = ttrpcChannel(await bunTransport.connect({ path: socket }));
  const tasks = stub(channel, TaskService);
  expect((await tasks.connect({ id: "a" })).shimPid).toBe((reply as { pid: number }).pid);
  await tasks.shutdown({ id: "a" });
  await channel.closed;
  await zygote.stdin.end();
  expect(await zygote.exited).toBe(0);
});
