// However a pod ends: shims are lost, callers give up, and calls that end it come together. Each call of kubelet's then succeeds, and
// nothing is left.
import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { ContainerState, PodSandboxState } from "../../src/rpc/gen/cri.ts";
import { eventually } from "../harness/command.ts";
import { CriNode } from "../harness/cri-node.ts";

setDefaultTimeout(120_000);

let node: CriNode;
beforeAll(async () => {
  node = await CriNode.start();
});
afterEach(() => node.reset());
afterAll(() => node[Symbol.asyncDispose]());

async function expectNothingLeft(): Promise<void> {
  await eventually("nothing to be left", async () => (await node.leftovers()).length === 0).catch(() => {});
  expect(await node.leftovers()).toEqual([]);
  const runtime = await node.runtime();
  expect((await runtime.listPodSandbox({})).items).toEqual([]);
  expect((await runtime.listContainers({})).containers).toEqual([]);
}

/** A container that does not heed SIGTERM, from when this resolves on. */
async function runDeaf(name: string): Promise<string> {
  const { container } = await node.run(name, "trap '' TERM; echo deaf; while :; do sleep 0.1; done");
  await eventually("it to be deaf", () => node.log(name).length > 0);
  return container;
}

async function podState(podSandboxId: string): Promise<number | undefined> {
  const { status } = await (await node.runtime()).podSandboxStatus({ podSandboxId, verbose: false });
  return status?.state;
}

test("a shim that is killed takes its pod along, which can be stopped and removed", async () => {
  const { pod, container } = await node.run("lost", "sleep 1000");
  process.kill(node.shimOf(pod), "SIGKILL");
  expect((await node.exited(container)).exitCode).not.toBe(0);
  await eventually(
    "the pod to be not ready",
    async () => (await podState(pod)) === PodSandboxState.SANDBOX_NOTREADY,
  );
  const runtime = await node.runtime();
  await runtime.stopContainer({ containerId: container, timeout: 1n });
  await runtime.removeContainer({ containerId: container });
  await runtime.stopPodSandbox({ podSandboxId: pod });
  await runtime.removePodSandbox({ podSandboxId: pod });
  await expectNothingLeft();
});

test("calls that come at the instant at which the shim dies succeed", async () => {
  const { pod, container } = await node.run("dying", "sleep 1000");
  const shim = node.shimOf(pod);
  const runtime = await node.runtime();
  const stop = runtime.stopContainer({ containerId: container, timeout: 5n });
  process.kill(shim, "SIGKILL");
  await node.retry("the stop", () =>
    stop.catch(() => runtime.stopContainer({ containerId: container, timeout: 0n })),
  );
  await node.retry("the removal", () => runtime.removePodSandbox({ podSandboxId: pod }));
  await expectNothingLeft();
});

test("a shim that dies while no daemon is there is found out by the next one", async () => {
  const { pod, container } = await node.run("both", "sleep 1000");
  const shim = node.shimOf(pod);
  await node.kill();
  process.kill(shim, "SIGKILL");
  await node.daemon.start();
  expect((await node.exited(container)).exitCode).not.toBe(0);
  await eventually(
    "the pod to be not ready",
    async () => (await podState(pod)) === PodSandboxState.SANDBOX_NOTREADY,
  );
  await node.removeAll();
  await expectNothingLeft();
});

test("a container that does not heed its signal is killed after the grace period, also when the caller has gone", async () => {
  const container = await runDeaf("deaf");
  const runtime = await node.runtime();
  const given = AbortSignal.timeout(200);
  const stop = runtime.stopContainer({ containerId: container, timeout: 3n }, { signal: given });
  await expect(stop).rejects.toThrow();
  expect(await node.state(container)).toBe(ContainerState.CONTAINER_RUNNING);
  expect(await node.exited(container)).toEqual({ exitCode: 137, reason: "Error" });
  await node.removeAll();
  await expectNothingLeft();
});

test("a later stop with less patience is the one that counts", async () => {
  const container = await runDeaf("patient");
  const runtime = await node.runtime();
  const patient = runtime.stopContainer({ containerId: container, timeout: 1000n });
  await runtime.stopContainer({ containerId: container, timeout: 0n });
  await patient;
  expect(await node.exited(container)).toEqual({ exitCode: 137, reason: "Error" });
  await node.removeAll();
  await expectNothingLeft();
});

test("stops and removals of one pod and its containers at the same time all succeed", async () => {
  const { pod, container } = await node.run("crowd", "sleep 1000");
  const other = await node.create(pod, "crowd", "other", "sleep 1000");
  const runtime = await node.runtime();
  await Promise.all([
    runtime.stopContainer({ containerId: container, timeout: 30n }),
    runtime.startContainer({ containerId: other }).catch(() => {}),
    runtime.stopPodSandbox({ podSandboxId: pod }),
    runtime.removeContainer({ containerId: container }),
    runtime.removeContainer({ containerId: container }),
    runtime.removePodSandbox({ podSandboxId: pod }),
    runtime.removePodSandbox({ podSandboxId: pod }),
    runtime.stopPodSandbox({ podSandboxId: pod }),
  ]);
  await expectNothingLeft();
});

test("a pod that is removed while a container of it is created or started", async () => {
  for (const millis of [0, 2, 5, 10, 20, 40, 80]) {
    const name = `race-${millis}`;
    const pod = await node.runPod(name);
    const runtime = await node.runtime();
    const made = (async () => {
      const id = await node.create(pod, name, "c", "sleep 1000");
      await runtime.startContainer({ containerId: id });
    })().catch((error) => expect(String(error)).toMatch(/not ready|not running|not found|sandbox/));
    await Bun.sleep(millis);
    await runtime.removePodSandbox({ podSandboxId: pod });
    await made;
    await expectNothingLeft();
  }
});
