// The daemon dies, or stops, while pods run: the next one has them as they are, and kubelet's retries bring each to its end.
import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { ContainerState, PodSandboxState } from "../../src/rpc/gen/cri.ts";
import { eventually } from "../harness/command.ts";
import { CriNode } from "../harness/cri-node.ts";
import { argumentsOf, commandLine } from "../harness/processes.ts";

setDefaultTimeout(120_000);

let node: CriNode;
beforeAll(async () => {
  node = await CriNode.start();
});
afterEach(() => node.reset());
afterAll(() => node[Symbol.asyncDispose]());

async function expectNothingLeft(): Promise<void> {
  await node.removeAll();
  await eventually("nothing to be left", async () => (await node.leftovers()).length === 0).catch(() => {});
  expect(await node.leftovers()).toEqual([]);
}

async function podState(podSandboxId: string): Promise<number | undefined> {
  const { status } = await (await node.runtime()).podSandboxStatus({ podSandboxId, verbose: false });
  return status?.state;
}

/** Of the container's init. */
async function pidOf(containerId: string): Promise<number> {
  const { info } = await (await node.runtime()).containerStatus({ containerId, verbose: true });
  return JSON.parse(info.info ?? "{}").pid;
}

/** Counts with pauses until the file /go is there, and ends with a code. */
const counting = (code: number): string =>
  `i=0; while [ ! -e /go ]; do i=$((i+1)); echo line $i; sleep 0.02; done; echo last $i; exit ${code}`;

async function letGo(containerId: string): Promise<void> {
  const runtime = await node.runtime();
  await runtime.execSync({ containerId, cmd: ["touch", "/go"], timeout: 60n });
}

/** Expects every number of `counting`, each once and in its order. */
function expectCounted(log: readonly string[]): void {
  const count = log.length - 1;
  const lines = Array.from({ length: count }, (_, index) => `stdout F line ${index + 1}`);
  expect(log).toEqual([...lines, `stdout F last ${count}`]);
}

test("containers run on, print and end while no daemon is there, and no line and no exit is lost", async () => {
  const short = await node.run(
    "short",
    "i=0; while [ $i -lt 20 ]; do i=$((i+1)); echo line $i; sleep 0.02; done; exit 7",
  );
  const long = await node.run("long", counting(3));
  const pid = await pidOf(short.container);
  await eventually("both to print", () => node.log("long").length > 2 && node.log("short").length > 2);
  await node.kill();
  const before = node.log("long").length;
  await eventually(
    "one to end and the other to print on",
    () => !existsSync(`/proc/${pid}`) && node.log("long").length > before,
  );
  await node.daemon.start();
  expect(await node.state(long.container)).toBe(ContainerState.CONTAINER_RUNNING);
  expect(await podState(long.pod)).toBe(PodSandboxState.SANDBOX_READY);
  await letGo(long.container);
  expect(await node.exited(short.container)).toEqual({ exitCode: 7, reason: "Error" });
  expect(await node.exited(long.container)).toEqual({ exitCode: 3, reason: "Error" });
  expect(node.log("short")).toEqual(Array.from({ length: 20 }, (_, index) => `stdout F line ${index + 1}`));
  expectCounted(node.log("long"));
  await expectNothingLeft();
});

test("a stop of the daemon ends no container, and the next one goes on with it", async () => {
  const { pod, container } = await node.run("kept", counting(5));
  await eventually("it to print", () => node.log("kept").length > 2);
  await node.stop();
  await node.daemon.start();
  expect(await node.state(container)).toBe(ContainerState.CONTAINER_RUNNING);
  const runtime = await node.runtime();
  const listed = await runtime.listContainers({ filter: { podSandboxId: pod } });
  expect(listed.containers.map(({ id }) => id)).toEqual([container]);
  const { stdout } = await runtime.execSync({ containerId: container, cmd: ["echo", "here"], timeout: 60n });
  expect(Buffer.from(stdout).toString()).toBe("here\n");
  await letGo(container);
  expect(await node.exited(container)).toEqual({ exitCode: 5, reason: "Error" });
  expectCounted(node.log("kept"));
  await expectNothingLeft();
});

test("what was created and not started can be started by the next daemon; what has ended stays as it ended", async () => {
  const pod = await node.runPod("mixed");
  const created = await node.create(pod, "mixed", "created", "exit 4");
  const ended = await node.create(pod, "mixed", "ended", "exit 6");
  await (await node.runtime()).startContainer({ containerId: ended });
  await node.exited(ended);
  await node.restart();
  expect(await node.state(created)).toBe(ContainerState.CONTAINER_CREATED);
  expect(await node.exited(ended)).toEqual({ exitCode: 6, reason: "Error" });
  await (await node.runtime()).startContainer({ containerId: created });
  expect(await node.exited(created)).toEqual({ exitCode: 4, reason: "Error" });
  await expectNothingLeft();
});

test("a name stays taken over a restart", async () => {
  await node.runPod("taken");
  await node.restart();
  await expect(node.runPod("taken")).rejects.toThrow(/name "taken_default_taken_0" is reserved for/);
  await expectNothingLeft();
});

test("a pod whose pause process ended while no daemon was there is not ready", async () => {
  const { pod, container } = await node.run("headless", "sleep 1000");
  const { info } = await (await node.runtime()).podSandboxStatus({ podSandboxId: pod, verbose: true });
  await node.kill();
  process.kill(JSON.parse(info.info ?? "{}").pid, "SIGKILL");
  await node.daemon.start();
  await eventually(
    "it to be not ready",
    async () => (await podState(pod)) === PodSandboxState.SANDBOX_NOTREADY,
  );
  // Its containers share its pid namespace.
  expect((await node.exited(container)).exitCode).toBe(137);
  await expectNothingLeft();
});

/** The daemon is killed so many milliseconds after the call was made. More moments, and those of shims, are in test/chaos. */
const moments = [1, 8, 20, 70];

test("kill -9 in RunPodSandbox: the same call succeeds afterwards, and nothing is left", async () => {
  for (const moment of moments) {
    const name = `run-${moment}`;
    const call = node.runPod(name).catch(() => undefined);
    await Bun.sleep(moment);
    await node.kill();
    const known = await call;
    await node.daemon.start();
    if (known === undefined) {
      await node
        .retry("the same pod", () => node.runPod(name))
        .catch((error) => expect(String(error.cause)).toContain("reserved"));
    }
    await expectNothingLeft();
  }
});

test("kill -9 in CreateContainer and StartContainer: kubelet goes on", async () => {
  for (const moment of moments.slice(0, 3)) {
    const name = `create-${moment}`;
    const pod = await node.runPod(name);
    const call = node.create(pod, name, "c", "exit 9").catch(() => undefined);
    await Bun.sleep(moment / 4);
    await node.kill();
    await call;
    await node.daemon.start();
    const runtime = await node.runtime();
    const { containers } = await runtime.listContainers({ filter: { podSandboxId: pod } });
    const id = containers[0]?.id ?? (await node.create(pod, name, "c", "exit 9"));
    const start = runtime.startContainer({ containerId: id }).catch(() => undefined);
    await Bun.sleep(moment);
    await node.kill();
    await start;
    await node.daemon.start();
    if ((await node.state(id)) === ContainerState.CONTAINER_CREATED) {
      await (await node.runtime()).startContainer({ containerId: id });
    }
    const { exitCode } = await node.exited(id);
    if (exitCode !== 9) {
      // The shim had been told to start it, and had not said that it did: it must not run twice.
      expect([exitCode, node.log(name)]).toEqual([255, []]);
    }
    await expectNothingLeft();
  }
});

test("kill -9 in StopPodSandbox and RemovePodSandbox: kubelet's retries bring the pod to its end", async () => {
  for (const moment of moments.slice(0, 3)) {
    const { pod } = await node.run(`end-${moment}`, "sleep 1000");
    for (const verb of ["stopPodSandbox", "removePodSandbox"] as const) {
      const runtime = await node.runtime();
      const call = runtime[verb]({ podSandboxId: pod }).then(
        () => {},
        () => {},
      );
      await Bun.sleep(moment / 2);
      await node.kill();
      await call;
      await node.daemon.start();
    }
    await expectNothingLeft();
  }
});

test("a command that a dead daemon ran for a client ends, and no other", async () => {
  const { container } = await node.run("commands", "sleep 1000");
  const daemon = node.daemon;
  await daemon.ctr(
    "-n",
    "k8s.io",
    "tasks",
    "exec",
    "--detach",
    "--exec-id",
    "foreign",
    container,
    "sleep",
    "2000",
  );
  const exec = (await node.runtime()).execSync({ containerId: container, cmd: ["sleep", "3000"] });
  const ended = exec.catch(() => {});
  const processes = async () => {
    const pid = await pidOf(container);
    const parent = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ")[1];
    return readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8")
      .trim()
      .split(" ")
      .map((child) => argumentsOf(Number(child))[1]);
  };
  await eventually("both commands to run", async () => {
    const seen = await processes();
    return seen.includes("2000") && seen.includes("3000");
  });
  await node.kill();
  await ended;
  await node.daemon.start();
  await eventually("the client's command to end", async () => !(await processes()).includes("3000"));
  expect(await processes()).toContain("2000");
  await expectNothingLeft();
});

test("kill -9 while a network plugin runs: its attachment is taken back", async () => {
  const reached = node.file("reached");
  node.setPlugin(`[ "$CNI_COMMAND" = ADD ] && echo $$ > ${reached} && exec sleep 300`);
  const call = node.runPod("plugged").catch(() => undefined);
  const plugin = await eventually("the plugin to run", () =>
    existsSync(reached) ? readFileSync(reached, "utf8").trim() || undefined : undefined,
  );
  await node.kill();
  await call;
  node.setPlugin("");
  await node.daemon.start();
  await eventually("the plugin to end", () => commandLine(Number(plugin)) === "");
  await node.retry("the same pod", () => node.runPod("plugged"));
  await expectNothingLeft();
});

test("a pod whose network cannot be taken back is shown, not ready, until kubelet could remove it", async () => {
  const allowed = node.file("allowed");
  node.setPlugin(
    `[ "$CNI_COMMAND" = DEL ] && [ ! -e ${allowed} ] && exit 1; [ "$CNI_COMMAND" = ADD ] && exit 1`,
  );
  await expect(node.runPod("stuck")).rejects.toThrow("attach to network");
  const list = async () => (await (await node.runtime()).listPodSandbox({})).items;
  expect(await list()).toMatchObject([
    { state: PodSandboxState.SANDBOX_NOTREADY, metadata: { name: "stuck" } },
  ]);
  await node.restart();
  expect((await list()).length).toBe(1);
  writeFileSync(allowed, "");
  await expectNothingLeft();
});

test("much output while no daemon is there is logged as it comes: the container does not wait", async () => {
  const last = 1_000_000;
  const { container } = await node.run(
    "much",
    `until [ -e /tmp/go ]; do sleep 0.01; done; seq ${last}; exit 8`,
  );
  const touch = { containerId: container, cmd: ["touch", "/tmp/go"], timeout: 10n };
  await (await node.runtime()).execSync(touch);
  const path = `${node.logDirectory("much")}/c.log`;
  await eventually("it to print", () => statSync(path).size > 0);
  await node.kill();
  const isComplete = (): boolean => readTail(path, 100).endsWith(` F ${last}\n`);
  expect(isComplete()).toBe(false);
  await eventually("all to be logged", isComplete, 60_000);
  await node.daemon.start();
  expect(await node.exited(container)).toEqual({ exitCode: 8, reason: "Error" });
  const numbers = node.log("much").map((entry) => Number(entry.slice("stdout F ".length)));
  expect(numbers.length).toBe(last);
  expect(numbers.every((number, index) => number === index + 1)).toBe(true);
  await expectNothingLeft();
});

function readTail(path: string, length: number): string {
  const file = openSync(path, "r");
  try {
    const tail = Buffer.alloc(length);
    const start = Math.max(0, statSync(path).size - length);
    return tail.subarray(0, readSync(file, tail, 0, length, start)).toString();
  } finally {
    closeSync(file);
  }
}

test("a container whose log's directory has vanished goes on, and a rotation makes it anew", async () => {
  const { container } = await node.run("moved", counting(0));
  const directory = node.logDirectory("moved");
  await node.kill();
  renameSync(directory, `${directory}.away`);
  writeFileSync(directory, "a file, where a directory was");
  await node.daemon.start();
  expect(await node.state(container)).toBe(ContainerState.CONTAINER_RUNNING);
  const runtime = await node.runtime();
  await expect(runtime.reopenContainerLog({ containerId: container })).rejects.toThrow("cannot open log");
  const away = (): number => statSync(`${directory}.away/c.log`).size;
  const before = away();
  await eventually("it to go on in the old file", () => away() > before);
  rmSync(directory);
  await runtime.reopenContainerLog({ containerId: container });
  await eventually("it to go on in the new file", () => node.log("moved").length > 2);
  await expectNothingLeft();
});
