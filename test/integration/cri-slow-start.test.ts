// What an earlier daemon left may be stuck, or at work on something slow: the next daemon serves everything else meanwhile.
import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ContainerState, PodSandboxState } from "../../src/rpc/gen/cri.ts";
import { eventually } from "../harness/command.ts";
import { CriNode } from "../harness/cri-node.ts";
import { preferredReference } from "../harness/reference.ts";
import { scratch } from "../harness/scratch.ts";

setDefaultTimeout(120_000);

/** While this file is there, runc creates nothing. */
const directory = scratch();
const hold = directory.join("hold");

/** Of the second in all that the daemon waits for shims, and of what a busy machine takes beside. */
const startMillis = 20_000;

function config(): string {
  const runc = directory.join("runc");
  const script = `#!/bin/sh
case "$*" in *" create "*) while [ -e ${hold} ]; do sleep 0.02; done ;; esac
exec runc "$@"
`;
  writeFileSync(runc, script, { mode: 0o755 });
  return `[timeouts]
"io.containerd.timeout.shim.load" = "700ms"
"io.containerd.timeout.task.state" = "300ms"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.foreign]
runtime_type = "io.containerd.runc.v2"
runtime_path = "${preferredReference().shim}"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.slow]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.slow.options]
BinaryName = "${runc}"`;
}

let node: CriNode;
beforeAll(async () => {
  node = await CriNode.start({ config: config() });
});
afterEach(async () => {
  rmSync(hold, { force: true });
  await node.reset();
});
afterAll(async () => {
  await node[Symbol.asyncDispose]();
  directory[Symbol.dispose]();
});

async function restart(): Promise<number> {
  await node.kill();
  const begun = performance.now();
  await node.daemon.start();
  return performance.now() - begun;
}

async function podState(podSandboxId: string): Promise<number | undefined> {
  const { status } = await (await node.runtime()).podSandboxStatus({ podSandboxId, verbose: false });
  return status?.state;
}

/** Waits until a pod and its container are known to run. */
async function runs({ pod, container }: { pod: string; container: string }): Promise<void> {
  await eventually(
    "the pod to be ready",
    async () => (await podState(pod)) === PodSandboxState.SANDBOX_READY,
  );
  await eventually(
    "the container to run",
    async () => (await node.state(container)) === ContainerState.CONTAINER_RUNNING,
  );
}

/** Starts the container, and kills the daemon while runc is held. */
async function killWhileRuncCreates(containerId: string): Promise<void> {
  writeFileSync(hold, "");
  const call = (await node.runtime()).startContainer({ containerId }).catch(() => {});
  await eventually("runc to run", () =>
    node.processes().some(({ command }) => command.includes("create --bundle")),
  );
  await node.kill();
  await call;
}

async function expectNothingLeft(): Promise<void> {
  await node.removeAll();
  await eventually("nothing to be left", async () => (await node.leftovers()).length === 0).catch(() => {});
  expect(await node.leftovers()).toEqual([]);
}

test("a shim that does not answer: its pod is unknown until it does, and all others are as they were", async () => {
  const stuck = await node.run("stuck", "sleep 1000");
  const free = await node.run("free", "sleep 1000");
  const shim = node.shimOf(stuck.pod);
  process.kill(shim, "SIGSTOP");
  try {
    expect(await restart()).toBeLessThan(startMillis);
    expect(await node.state(stuck.container)).toBe(ContainerState.CONTAINER_UNKNOWN);
    expect(await podState(stuck.pod)).toBe(PodSandboxState.SANDBOX_NOTREADY);
    await runs(free);
  } finally {
    process.kill(shim, "SIGCONT");
  }
  await runs(stuck);
  await expectNothingLeft();
});

test.each([
  ["a shim", ""],
  ["a foreign shim", "foreign"],
])(
  "%s that was about to create a task when the daemon died waits for nobody: the container can be started",
  async (_, handler) => {
    const name = `early-${handler}`;
    const pod = await node.runPod(name, 0, { handler });
    const container = await node.create(pod, name, "c", "echo started; exit 9");
    const shim = node.shimOf(pod);
    process.kill(shim, "SIGSTOP");
    const call = (await node.runtime()).startContainer({ containerId: container }).catch(() => {});
    const bundle = node.daemon.directory.join("state/io.containerd.runtime.v2.task/k8s.io", container);
    await eventually("the task to be bound to the shim", () => existsSync(join(bundle, "shim")));
    // Soon the request waits in the shim's socket.
    await Bun.sleep(200);
    await node.kill();
    await call;
    process.kill(shim, "SIGCONT");
    const begun = performance.now();
    expect(await restart()).toBeLessThan(startMillis);
    await (await node.runtime()).startContainer({ containerId: container });
    expect((await node.exited(container)).exitCode).toBe(9);
    // The shim would have given up after 30 seconds.
    expect(performance.now() - begun).toBeLessThan(30_000);
    expect(node.log(name)).toEqual(["stdout F started"]);
    await expectNothingLeft();
  },
);

test("a runc that was creating a container when the daemon died: a start waits for it, and is the only one", async () => {
  const pod = await node.runPod("slow", 0, { handler: "slow" });
  const container = await node.create(pod, "slow", "c", "echo once; exit 9");
  await killWhileRuncCreates(container);
  expect(await restart()).toBeLessThan(startMillis);
  expect(await node.state(container)).toBe(ContainerState.CONTAINER_CREATED);
  const start = (await node.runtime()).startContainer({ containerId: container });
  rmSync(hold);
  await start;
  expect((await node.exited(container)).exitCode).toBe(9);
  expect(node.log("slow")).toEqual(["stdout F once"]);
  await expectNothingLeft();
});

test("a runc that never ends: its container can be removed, and its pod", async () => {
  const pod = await node.runPod("hung", 0, { handler: "slow" });
  const container = await node.create(pod, "hung", "c", "exit 9");
  await killWhileRuncCreates(container);
  await node.daemon.start();
  await expectNothingLeft();
});

test("a container that may have run is not started again: it has ended, and nobody knows how", async () => {
  const pod = await node.runPod("half");
  const container = await node.create(pod, "half", "c", "echo twice");
  await node.kill();
  // As it is when the daemon dies in the middle of a start, and the shim with it.
  const file = node.daemon.directory.join(
    "root/io.containerd.cri.v1.runtime/containers",
    container,
    "status",
  );
  const status = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...status, Starting: true }));
  await node.daemon.start();
  expect(await node.exited(container)).toEqual({ exitCode: 255, reason: "Unknown" });
  const start = (await node.runtime()).startContainer({ containerId: container });
  await expect(start).rejects.toThrow("container is in CONTAINER_EXITED state");
  await expectNothingLeft();
});
