// Commands in containers through CRI: to their end in one answer, and over SPDY and WebSocket; and ports of pods.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { WebSocket } from "ws";
import { eventually } from "../harness/command.ts";
import { CriNode } from "../harness/cri-node.ts";
import { SpdyClient } from "../harness/spdy-client.ts";

setDefaultTimeout(60_000);

let node: CriNode;
let pod: string;
let container: string;

beforeAll(async () => {
  node = await CriNode.start();
  ({ pod, container } = await node.run("streams", "httpd -f -p 8080 -h /www"));
});
afterAll(() => node[Symbol.asyncDispose]());

async function execSync(...cmd: string[]) {
  const runtime = await node.runtime();
  const answer = await runtime.execSync({ containerId: container, cmd, timeout: 30n });
  return {
    stdout: Buffer.from(answer.stdout).toString(),
    stderr: Buffer.from(answer.stderr).toString(),
    exitCode: answer.exitCode,
  };
}

async function execUrl(cmd: readonly string[], options: { stdin?: boolean; tty?: boolean } = {}) {
  const runtime = await node.runtime();
  const { stdin = false, tty = false } = options;
  const request = { containerId: container, cmd: [...cmd], stdin, tty, stdout: true, stderr: !tty };
  return (await runtime.exec(request)).url;
}

test("ExecSync gives both outputs and the exit code, and kills what takes too long", async () => {
  expect(await execSync("sh", "-c", "echo out; echo err >&2; exit 3")).toEqual({
    stdout: "out\n",
    stderr: "err\n",
    exitCode: 3,
  });
  const runtime = await node.runtime();
  const late = runtime.execSync({ containerId: container, cmd: ["sleep", "1234"], timeout: 1n });
  await expect(late).rejects.toThrow("timeout 1s exceeded");
  await eventually("the command to be gone", async () => {
    const { stdout } = await execSync("sh", "-c", "ps | grep -c '[s]leep 1234'");
    return stdout.trim() === "0";
  });
});

test("ExecSync keeps what an answer holds of a command that prints more, and waits for its end", async () => {
  const runtime = await node.runtime();
  const script = "head -c 20000000 /dev/zero; exit 4";
  const answer = await runtime.execSync({
    containerId: container,
    cmd: ["sh", "-c", script],
    timeout: 30n,
  });
  expect(answer.stdout.length).toBe((16 << 20) - 1024);
  expect(answer.exitCode).toBe(4);
});

test("exec over SPDY carries input with its end, both outputs and the exit code", async () => {
  const url = await execUrl(["sh", "-c", "cat; echo err >&2; exit 5"], { stdin: true });
  using client = await SpdyClient.connect(url, "v4.channel.k8s.io");
  const error = await client.open({ streamtype: "error" });
  const stdin = await client.open({ streamtype: "stdin" });
  const stdout = await client.open({ streamtype: "stdout" });
  const stderr = await client.open({ streamtype: "stderr" });
  stdin.write("typed\n");
  stdin.end();
  expect(await stdout.received).toBe("typed\n");
  expect(await stderr.received).toBe("err\n");
  const status = JSON.parse(await error.received);
  expect(status).toMatchObject({
    status: "Failure",
    reason: "NonZeroExitCode",
    details: { causes: [{ reason: "ExitCode", message: "5" }] },
  });
  await expect(SpdyClient.connect(url, "v4.channel.k8s.io")).rejects.toThrow("404");
});

test("exec over WebSocket carries input with its end and the exit code", async () => {
  const socket = new WebSocket(await execUrl(["cat"], { stdin: true }), "v5.channel.k8s.io");
  const received = new Map<number, Buffer[]>();
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  socket.on("message", (data: Buffer) => {
    const channel = data[0] ?? -1;
    received.set(channel, [...(received.get(channel) ?? []), data.subarray(1)]);
  });
  socket.on("close", () => resolve());
  await new Promise((open) => socket.on("open", open));
  socket.send(Buffer.concat([Buffer.of(0), Buffer.from("typed\n")]));
  socket.send(Buffer.of(255, 0));
  await closed;
  const text = (channel: number): string => Buffer.concat(received.get(channel) ?? []).toString();
  expect(text(1)).toBe("typed\n");
  expect(JSON.parse(text(3))).toMatchObject({ status: "Success" });
});

test("a terminal has the size that the client tells", async () => {
  const script = "until stty size | grep -q '33 77'; do sleep 0.02; done; echo seen";
  const url = await execUrl(["sh", "-c", script], { stdin: true, tty: true });
  using client = await SpdyClient.connect(url, "v4.channel.k8s.io");
  await client.open({ streamtype: "error" });
  await client.open({ streamtype: "stdin" });
  const stdout = await client.open({ streamtype: "stdout" });
  const resize = await client.open({ streamtype: "resize" });
  resize.write('{"Width":77,"Height":33}');
  expect(await stdout.received).toContain("seen");
});

test("clients that attach or exec and vanish leave neither descriptor nor process", async () => {
  const fds = (): number => readdirSync(`/proc/${node.daemon.pid}/fd`).length;
  await execSync("true");
  const before = fds();
  for (let round = 0; round < 10; round++) {
    const url = await execUrl(["sleep", "4321"], { stdin: true });
    using client = await SpdyClient.connect(url, "v4.channel.k8s.io");
    for (const streamtype of ["error", "stdin", "stdout", "stderr"]) {
      await client.open({ streamtype });
    }
  }
  await eventually("the commands to be gone", async () => {
    const { stdout } = await execSync("sh", "-c", "ps | grep -c '[s]leep 4321'");
    return stdout.trim() === "0";
  });
  await eventually("the descriptors to be gone", () => fds() <= before);
});

test("a port of the pod is reached through the pod's network", async () => {
  const runtime = await node.runtime();
  const { url } = await runtime.portForward({ podSandboxId: pod, port: [8080] });
  using client = await SpdyClient.connect(url, "portforward.k8s.io");
  const get = async (requestid: string, port: string): Promise<{ data: string; error: string }> => {
    const error = await client.open({ streamtype: "error", port, requestid });
    const data = await client.open({ streamtype: "data", port, requestid });
    error.end();
    data.write("GET /index.html HTTP/1.0\r\n\r\n");
    return { data: await data.received, error: await error.received };
  };
  const page = await get("0", "8080");
  expect(page.data).toContain("hello from a container");
  expect(page.error).toBe("");
  expect((await get("1", "8081")).error).toContain("8081");
});
