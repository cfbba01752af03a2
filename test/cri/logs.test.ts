// Logs of containers as kubelet reads and rotates them, and clients that attach to what is logged.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
} from "node:fs";
import { join } from "node:path";
import { makeFifo } from "../../src/linux/fifo.ts";
import { mount, unmountOnce } from "../../src/linux/mount.ts";
import type { ContainerConfig } from "../../src/rpc/gen/cri.ts";
import type { Init } from "../../src/rpc/message.ts";
import { eventually, succeed } from "../harness/command.ts";
import { CriNode } from "../harness/cri-node.ts";
import { type ClientStream, SpdyClient } from "../harness/spdy-client.ts";

setDefaultTimeout(60_000);

let node: CriNode;
let pod: string;
beforeAll(async () => {
  node = await CriNode.start();
  pod = await node.runPod("logs");
});
afterAll(() => node[Symbol.asyncDispose]());

async function run(name: string, script: string, more: Init<ContainerConfig> = {}): Promise<string> {
  const id = await node.create(pod, "logs", name, script, more);
  await (await node.runtime()).startContainer({ containerId: id });
  return id;
}

const logOf = (name: string): string => join(node.logDirectory("logs"), `${name}.log`);

/** What a process has open. */
function linksOf(pid: number): string[] {
  const directory = `/proc/${pid}/fd`;
  return readdirSync(directory).flatMap((fd) => {
    try {
      return [readlinkSync(join(directory, fd))];
    } catch {
      return [];
    }
  });
}

/** The FIFOs of attached clients that a process has open. */
function tapsOf(pid: number): string[] {
  return linksOf(pid).filter((file) => file.includes("/tap-"));
}

interface Attached extends Disposable {
  readonly client: SpdyClient;
  readonly stdin: ClientStream;
  readonly stdout: ClientStream;
  readonly stderr: ClientStream;
}

async function attach(containerId: string, tty = false): Promise<Attached> {
  const request = { containerId, stdin: true, stdout: true, stderr: !tty, tty };
  const { url } = await (await node.runtime()).attach(request);
  const client = await SpdyClient.connect(url, "v4.channel.k8s.io");
  await client.open({ streamtype: "error" });
  const stdin = await client.open({ streamtype: "stdin" });
  const stdout = await client.open({ streamtype: "stdout" });
  const stderr = await client.open({ streamtype: tty ? "resize" : "stderr" });
  return { client, stdin, stdout, stderr, [Symbol.dispose]: () => client[Symbol.dispose]() };
}

test("50 rotations while a container prints: every line is there once, whole and in order", async () => {
  const id = await run(
    "rotated",
    "i=0; until [ -e /tmp/stop ]; do i=$((i+1)); echo line $i; echo bad $i >&2; done",
  );
  const runtime = await node.runtime();
  await eventually("output", () => node.log("logs", "rotated").length > 2);
  for (let rotation = 0; rotation < 50; rotation++) {
    renameSync(logOf("rotated"), `${logOf("rotated")}.${rotation}`);
    await runtime.reopenContainerLog({ containerId: id });
  }
  await runtime.execSync({ containerId: id, cmd: ["touch", "/tmp/stop"], timeout: 10n });
  await node.exited(id);
  const files = [...Array.from({ length: 50 }, (_, rotation) => `.${rotation}`), ""];
  const lines = files.flatMap((end) =>
    readFileSync(`${logOf("rotated")}${end}`, "utf8")
      .trimEnd()
      .split("\n"),
  );
  const entries = lines.filter((line) => line !== "").map((line) => line.slice(line.indexOf(" ") + 1));
  const count = entries.length / 2;
  for (const [stream, word] of [
    ["stdout", "line"],
    ["stderr", "bad"],
  ] as const) {
    const own = entries.filter((entry) => entry.startsWith(stream));
    expect(own).toEqual(Array.from({ length: count }, (_, index) => `${stream} F ${word} ${index + 1}`));
  }
});

test("two who attach get all from then on, beside the log; what one types reaches the container", async () => {
  const id = await run(
    "attached",
    "while read line; do echo out $line; echo err $line >&2; [ $line = end ] && exit; done",
    {
      stdin: true,
    },
  );
  using first = await attach(id);
  first.stdin.write("one\n");
  await eventually("the first line to be logged", () => node.log("logs", "attached").length === 2);
  using second = await attach(id);
  second.stdin.write("end\n");
  expect(await first.stdout.received).toBe("out one\nout end\n");
  expect(await first.stderr.received).toBe("err one\nerr end\n");
  expect(await second.stdout.received).toBe("out end\n");
  expect(await second.stderr.received).toBe("err end\n");
  await node.exited(id);
  expect(node.log("logs", "attached").toSorted()).toEqual(
    ["stdout F out one", "stderr F err one", "stdout F out end", "stderr F err end"].toSorted(),
  );
});

test("a terminal's output is logged, and attached to, without its carriage returns in the log", async () => {
  const id = await run("terminal", "read line; echo got $line", { stdin: true, tty: true });
  using client = await attach(id, true);
  client.stdin.write("typed\n");
  expect(await client.stdout.received).toContain("got typed\r\n");
  await node.exited(id);
  expect(node.log("logs", "terminal")).toEqual(["stdout F typed", "stdout F got typed"]);
});

test("a client that stops reading does not stop the container, and the log is complete", async () => {
  const id = await run("stalled", "read go; seq 1000000; exit 3", { stdin: true });
  using client = await attach(id);
  client.client.stall();
  client.stdin.write("go\n");
  expect(await node.exited(id)).toEqual({ exitCode: 3, reason: "Error" });
  const log = node.log("logs", "stalled");
  expect(log.length).toBe(1_000_000);
  expect(log.at(-1)).toBe("stdout F 1000000");
});

test("tsrt ctr attaches as well, and leaves the container to kubelet", async () => {
  const id = await run(
    "watched",
    "until [ -e /tmp/go ]; do sleep 0.01; done; echo out; echo err >&2; exit 4",
  );
  const shim = node.shimOf(pod);
  const attached = node.daemon.ctr("-n", "k8s.io", "tasks", "attach", id);
  await eventually("the taps to be open", () => tapsOf(shim).length === 2);
  const touch = { containerId: id, cmd: ["touch", "/tmp/go"], timeout: 10n };
  await (await node.runtime()).execSync(touch);
  expect(await attached).toEqual({ status: 4, stdout: "out\n", stderr: "err\n" });
  expect(await node.exited(id)).toEqual({ exitCode: 4, reason: "Error" });
});

test("a new daemon attaches again; what a dead one had opened is gone", async () => {
  const id = await run("reattached", "while read line; do echo out $line; done", { stdin: true });
  const shim = node.shimOf(pod);
  using first = await attach(id);
  await eventually("the taps to be open", () => tapsOf(shim).length === 2);
  await node.restart();
  await first.stdout.received;
  await eventually("the taps to be closed", () => tapsOf(shim).length === 0);
  using second = await attach(id);
  second.stdin.write("again\n");
  second.stdin.end();
  await eventually("the answer", () => node.log("logs", "reattached").includes("stdout F out again"));
  await (await node.runtime()).stopContainer({ containerId: id, timeout: 0n });
  expect(await second.stdout.received).toBe("out again\n");
});

test("a client that vanishes before the shim has answered leaves nothing open", async () => {
  const id = await run("vanished", "sleep 1000");
  const shim = node.shimOf(pod);
  const sockets = (): number => linksOf(node.daemon.pid).filter((file) => file.startsWith("socket:")).length;
  const before = sockets();
  process.kill(shim, "SIGSTOP");
  try {
    const client = await attach(id);
    await eventually("the shim to be asked", () => tapsOf(node.daemon.pid).length > 0);
    client[Symbol.dispose]();
    await eventually("the daemon to notice", () => sockets() === before);
    await eventually("the daemon to end the copying", () => tapsOf(node.daemon.pid).length === 0);
  } finally {
    process.kill(shim, "SIGCONT");
  }
  await eventually("the shim to end it, too", () => tapsOf(shim).length === 0);
  await (await node.runtime()).stopContainer({ containerId: id, timeout: 0n });
});

test("a rotation that the shim does not answer ends with its caller's patience", async () => {
  const id = await run("unanswered", "sleep 1000");
  const shim = node.shimOf(pod);
  const runtime = await node.runtime();
  const before = node.daemon.log.length;
  process.kill(shim, "SIGSTOP");
  try {
    await expect(runtime.reopenContainerLog({ containerId: id }, { timeout: 300 })).rejects.toThrow();
    const failure = 'msg="call failed" method=runtime.v1.RuntimeService/ReopenContainerLog';
    await eventually("the daemon to end the call", () => node.daemon.log.slice(before).includes(failure));
  } finally {
    process.kill(shim, "SIGCONT");
  }
  await runtime.stopContainer({ containerId: id, timeout: 0n });
});

test("without a log path there is no log, and one can attach", async () => {
  const id = await run("silent", "read line; echo out $line", { stdin: true, logPath: "" });
  using client = await attach(id);
  client.stdin.write("here\n");
  expect(await client.stdout.received).toBe("out here\n");
  expect(await node.exited(id)).toEqual({ exitCode: 0, reason: "Completed" });
});

test("a log path that is a FIFO, a directory or a link: the start fails and says so", async () => {
  mkdirSync(logOf("directory"), { recursive: true });
  makeFifo(logOf("fifo"), 0o600);
  symlinkSync("/etc/passwd", logOf("link"));
  for (const name of ["directory", "fifo", "link"]) {
    await expect(run(name, "true")).rejects.toThrow(`cannot open log ${logOf(name)}`);
  }
});

test("on a full disk output is dropped and the container goes on; later entries are whole", async () => {
  const directory = join(node.logDirectory("logs"), "small");
  mkdirSync(directory, { recursive: true });
  mount({ type: "tmpfs", source: "tmpfs", target: "", options: ["size=64k"] }, directory);
  try {
    const path = logOf("small/full");
    const id = await run(
      "small/full",
      "seq 20000; until [ -e /tmp/stop ]; do echo afterwards; sleep 0.02; done; exit 6",
    );
    await eventually("the disk to be full", () => statSync(path).size >= 64 << 10);
    await eventually("there to be room again", () => {
      if (node.log("logs", "small/full").at(-1) === "stdout F afterwards") {
        return true;
      }
      truncateSync(path, 0);
      return false;
    });
    const entries = readFileSync(path, "utf8").trim().split("\n");
    expect(entries.filter((entry) => !/^[-:.TZ\d]{30} stdout F (\d+|afterwards)$/.test(entry))).toEqual([]);
    const touch = { containerId: id, cmd: ["touch", "/tmp/stop"], timeout: 10n };
    await (await node.runtime()).execSync(touch);
    expect(await node.exited(id)).toEqual({ exitCode: 6, reason: "Error" });
  } finally {
    unmountOnce(directory);
  }
});

test("a log on a disk that hangs holds up its container alone", async () => {
  const directory = join(node.logDirectory("logs"), "hanging");
  mkdirSync(directory, { recursive: true });
  const image = node.file("disk");
  await succeed(["truncate", "--size", "32M", image]);
  await succeed(["mkfs.ext4", "-q", image]);
  await succeed(["mount", "-o", "loop", image, directory]);
  try {
    const hanging = await run("hanging/c", "until [ -e /tmp/stop ]; do echo line; done");
    const runtime = await node.runtime();
    await eventually("output", () => node.log("logs", "hanging/c").length > 0);
    await succeed(["fsfreeze", "--freeze", directory]);
    try {
      const size = statSync(logOf("hanging/c")).size;
      const other = await run("beside", "seq 100000; exit 9");
      expect(await node.exited(other)).toEqual({ exitCode: 9, reason: "Error" });
      expect(node.log("logs", "beside").length).toBe(100_000);
      await runtime.execSync({ containerId: hanging, cmd: ["touch", "/tmp/stop"], timeout: 10n });
      expect(statSync(logOf("hanging/c")).size).toBe(size);
    } finally {
      await succeed(["fsfreeze", "--unfreeze", directory]);
    }
    await node.exited(hanging);
    const log = node.log("logs", "hanging/c");
    expect(log.filter((entry) => entry !== "stdout F line")).toEqual([]);
  } finally {
    unmountOnce(directory);
  }
});
