// The public command line, as a daemon of any version speaks it.
import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stub } from "../../../src/rpc/channel.ts";
import { Any, BootstrapParams, BootstrapResult } from "../../../src/rpc/gen/bootstrap.ts";
import { Options } from "../../../src/rpc/gen/runc.ts";
import { RuntimeInfo, TaskService } from "../../../src/rpc/gen/task3.ts";
import { bunTransport } from "../../../src/rpc/transport/bun.ts";
import { ttrpcChannel } from "../../../src/rpc/ttrpc/client.ts";
import { eventually } from "../../harness/command.ts";
import { shimCommand } from "./shim-process.ts";

setDefaultTimeout(60_000);

let root: string;
let bundle: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tsrt-c-"));
  bundle = join(root, "task/ns/one");
  mkdirSync(bundle, { recursive: true });
  writeFileSync(join(bundle, "config.json"), JSON.stringify({ annotations: {} }));
});
afterEach(() => rmSync(root, { recursive: true }));

interface Output {
  readonly code: number;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

async function shim(
  args: readonly string[],
  stdin: Uint8Array = new Uint8Array(0),
  cwd = bundle,
): Promise<Output> {
  const child = Bun.spawn([...shimCommand(), "shim", ...args], {
    cwd,
    stdin,
    stdout: "pipe",
    stderr: "pipe",
    env: { PATH: process.env.PATH ?? "", TTRPC_ADDRESS: join(root, "none") },
  });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).bytes(),
    new Response(child.stderr).text(),
  ]);
  return { code: await child.exited, stdout, stderr };
}

const flags = (id: string): string[] => {
  const common = ["-namespace", "ns", "-address", join(root, "c.sock"), "-publish-binary", "containerd"];
  return [...common, "-id", id];
};

/** Tells the shim at an address to end, and waits until its socket has gone. */
async function shutDown(address: string): Promise<number> {
  const path = address.replace("unix://", "");
  const channel = ttrpcChannel(await bunTransport.connect({ path }));
  const tasks = stub(channel, TaskService);
  const { shimPid } = await tasks.connect({ id: "x" });
  await tasks.shutdown({ id: "x" });
  await channel.closed;
  await eventually("the socket to go", () => !existsSync(path)).catch(() => {});
  expect(existsSync(path)).toBe(false);
  return shimPid;
}

test("start up to containerd 2.2: the bare address, and the file `address`", async () => {
  const { code, stdout, stderr } = await shim([...flags("one"), "start"]);
  expect([code, stderr]).toEqual([0, ""]);
  const address = Buffer.from(stdout).toString();
  expect(address).toMatch(/^unix:\/\/\/.*\/s\/[0-9a-f]{64}$/);
  expect(readFileSync(join(bundle, "address"), "utf8")).toBe(address);
  expect(statSync(address.replace("unix://", "")).mode & 0o777).toBe(0o600);
  await shutDown(address);
});

test("start from containerd 2.3 on: BootstrapParams and BootstrapResult", async () => {
  const socketDir = join(root, "sockets");
  const params = BootstrapParams.encode({ instanceId: "one", namespace: "ns", socketDir });
  const { code, stdout } = await shim([...flags("one"), "start"], params);
  expect(code).toBe(0);
  const result = BootstrapResult.decode(stdout);
  expect(result).toMatchObject({ version: 3, protocol: "ttrpc" });
  expect(dirname(result.address.replace("unix://", ""))).toBe(socketDir);
  await shutDown(result.address);
});

test("a second task of a group gets the address of the first", async () => {
  const second = join(root, "task/ns/two");
  mkdirSync(second);
  const config = JSON.stringify({ annotations: { "io.kubernetes.cri.sandbox-id": "pod" } });
  writeFileSync(join(bundle, "config.json"), config);
  writeFileSync(join(second, "config.json"), config);
  const first = await shim([...flags("one"), "start"]);
  const other = await shim([...flags("two"), "start"], new Uint8Array(0), second);
  expect(other.stdout).toEqual(first.stdout);
  await shutDown(Buffer.from(first.stdout).toString());
});

test("a socket that a dead shim left is replaced", async () => {
  const address = Buffer.from((await shim([...flags("one"), "start"])).stdout).toString();
  const channel = ttrpcChannel(await bunTransport.connect({ path: address.replace("unix://", "") }));
  const { shimPid } = await stub(channel, TaskService).connect({ id: "" });
  process.kill(shimPid, "SIGKILL");
  await channel.closed;
  const again = Buffer.from((await shim([...flags("one"), "start"])).stdout).toString();
  expect(again).toBe(address);
  expect(await shutDown(again)).not.toBe(shimPid);
});

test("-info tells version, options and what runc can", async () => {
  const options = { typeUrl: Options.typeName, value: Options.encode({ binaryName: "runc" }) };
  const { code, stdout } = await shim(["-info"], Any.encode(options));
  expect(code).toBe(0);
  const info = RuntimeInfo.decode(stdout);
  expect(info.name).toBe("io.containerd.runc.v2");
  expect(info.options?.typeUrl).toBe("containerd.runc.v1.Options");
  const missing = { typeUrl: Options.typeName, value: Options.encode({ binaryName: "no-such" }) };
  const failed = await shim(["-info"], Any.encode(missing));
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain('failed to look up the path of "no-such"');
});

test("what is wrong is told on stderr, with exit code 1", async () => {
  for (const [args, message] of [
    [["start"], "shim namespace cannot be empty"],
    [["-namespace", "ns", "-id", "../x", "start"], "identifier"],
    [["-namespace", "ns", "dance"], 'unknown action "dance"'],
    [["-bogus"], "flag provided but not defined: -bogus"],
  ] as const) {
    const { code, stdout, stderr } = await shim(args);
    expect([code, stdout.length]).toEqual([1, 0]);
    expect(stderr).toContain(message);
  }
});
