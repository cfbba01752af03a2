// What kubelet learns of the use of resources, and how it changes limits.
import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../harness/command.ts";
import { CriNode } from "../harness/cri-node.ts";

setDefaultTimeout(120_000);

let node: CriNode;
beforeAll(async () => {
  node = await CriNode.start();
});
afterEach(() => node.reset());
afterAll(() => node[Symbol.asyncDispose]());

const megabyte = 1n << 20n;
const limits = {
  cpuPeriod: 100_000n,
  cpuQuota: 50_000n,
  cpuShares: 512n,
  memoryLimitInBytes: 64n * megabyte,
};

/** A limit of the cgroup of a container, under either version of cgroups. */
async function limitOf(containerId: string, v1: string, v2: string): Promise<string> {
  const { info } = await (await node.runtime()).containerStatus({ containerId, verbose: true });
  const { pid } = JSON.parse(info.info ?? "{}");
  const lines = readFileSync(`/proc/${pid}/cgroup`, "utf8").split("\n");
  const isUnified = existsSync("/sys/fs/cgroup/cgroup.controllers");
  const controller = v1.split(".")[0] ?? "";
  const line = lines.find((text) => (isUnified ? text.startsWith("0::") : text.includes(`:${controller}`)));
  const path = line?.replace(/^\d+:[^:]*:/, "") ?? "";
  return readFileSync(
    isUnified ? join("/sys/fs/cgroup", path, v2) : join("/sys/fs/cgroup", controller, path, v1),
    "utf8",
  ).trim();
}

test("a container that runs: processors, memory and disk", async () => {
  const script = "head -c 3000000 /dev/zero > /written; while :; do :; done";
  const { container, pod } = await node.run("busy", script);
  const runtime = await node.runtime();
  const used = async () => (await runtime.containerStats({ containerId: container })).stats;
  await used();
  await eventually(
    "a rate of processor time",
    async () => ((await used())?.cpu?.usageNanoCores?.value ?? 0n) > 0n,
  );
  const stats = await used();
  expect(stats?.attributes).toMatchObject({ id: container, metadata: { name: "c" } });
  expect(stats?.cpu?.usageCoreNanoSeconds?.value).toBeGreaterThan(0n);
  expect(stats?.memory?.workingSetBytes?.value).toBeGreaterThan(0n);
  expect(stats?.memory?.usageBytes?.value).toBeGreaterThanOrEqual(
    stats?.memory?.workingSetBytes?.value ?? 0n,
  );
  expect(stats?.writableLayer?.fsId?.mountpoint).toContain("snapshotter");
  const { stats: ofPod } = await runtime.podSandboxStats({ podSandboxId: pod });
  expect(ofPod?.linux?.containers.map(({ attributes }) => attributes?.id)).toEqual([container]);
  // The shell's first command may still be there.
  await eventually("the shell to be alone", async () => {
    const { stats: now } = await runtime.podSandboxStats({ podSandboxId: pod });
    return now?.linux?.process?.processCount?.value === 1n;
  });
  expect(ofPod?.linux?.network?.interfaces).toEqual([]);
  await node.removeAll();
});

test("lists choose by id, pod and labels, and streams give the same", async () => {
  const first = await node.run("first", "sleep 1000");
  const second = await node.run("second", "exit 0");
  await node.exited(second.container);
  const runtime = await node.runtime();
  const { stats: all } = await runtime.listContainerStats({});
  expect(all.map(({ attributes }) => attributes?.id).sort()).toEqual(
    [first.container, second.container].sort(),
  );
  const ended = all.find(({ attributes }) => attributes?.id === second.container);
  expect(ended?.cpu).toBeNull();
  expect(ended?.writableLayer).not.toBeNull();
  const { stats: ofFirst } = await runtime.listContainerStats({ filter: { podSandboxId: first.pod } });
  expect(ofFirst.map(({ attributes }) => attributes?.id)).toEqual([first.container]);
  const streamed = await Array.fromAsync(runtime.streamContainerStats({}));
  expect(streamed.flatMap(({ containerStats }) => containerStats).length).toBe(2);
  const pods = await runtime.listPodSandboxStats({ filter: { id: second.pod } });
  expect(pods.stats.map(({ attributes }) => attributes?.id)).toEqual([second.pod]);
  const ofPods = await Array.fromAsync(runtime.streamPodSandboxStats({}));
  expect(ofPods.flatMap(({ podSandboxStats }) => podSandboxStats).length).toBe(2);
  await node.removeAll();
  expect((await runtime.listPodSandboxStats({})).stats).toEqual([]);
});

/** critest leaves these out where the host does not count them. */
const hostDependent = /_(hugetlb|pressure|blkio|reservation|ulimits|network)_|_fs_(reads|writes)_/;

test("each metric has a description, and values for all of its labels", async () => {
  const { pod, container } = await node.run("measured", "sleep 1000", { resources: limits });
  const runtime = await node.runtime();
  const { descriptors } = await runtime.listMetricDescriptors({});
  const keys = new Map(descriptors.map(({ name, labelKeys }) => [name, labelKeys.length]));
  const { podMetrics } = await runtime.listPodSandboxMetrics({});
  expect(podMetrics.map(({ podSandboxId }) => podSandboxId)).toEqual([pod]);
  const [ofContainer] = podMetrics[0]?.containerMetrics ?? [];
  expect(ofContainer?.containerId).toBe(container);
  const values = ofContainer?.metrics ?? [];
  for (const { name, labelValues } of values) {
    expect([name, labelValues.length]).toEqual([name, keys.get(name) ?? 0]);
    expect(labelValues.slice(0, 4)).toEqual(["measured", "default", "c", container]);
  }
  const found = new Set(values.map(({ name }) => name));
  expect([...keys.keys()].filter((name) => !found.has(name) && !hostDependent.test(name))).toEqual(
    existsSync("/sys/fs/cgroup/memory/memory.memsw.usage_in_bytes")
      ? []
      : ["container_spec_memory_swap_limit_bytes"],
  );
  const metric = (name: string) => values.find((one) => one.name === name)?.value?.value;
  expect(metric("container_threads")).toBe(1n);
  expect(metric("container_spec_memory_limit_bytes")).toBe(64n * megabyte);
  const streamed = await Array.fromAsync(runtime.streamPodSandboxMetrics({}));
  expect(streamed.flatMap(({ podSandboxMetrics }) => podSandboxMetrics).length).toBe(1);
  await node.removeAll();
});

test("a container that the kernel killed for lack of memory says so", async () => {
  const resources = { memoryLimitInBytes: 24n * megabyte, memorySwapLimitInBytes: 24n * megabyte };
  const { container } = await node.run("hungry", "exec tail /dev/zero", { resources });
  expect(await node.exited(container)).toEqual({ exitCode: 137, reason: "OOMKilled" });
  const { container: killed } = await node.run("killed", "kill -9 $$; sleep 1000", { resources });
  await (await node.runtime()).stopContainer({ containerId: killed, timeout: 0n });
  expect(await node.exited(killed)).toEqual({ exitCode: 137, reason: "Error" });
  await node.removeAll();
});

test("limits of a container change while it runs, and stay changed over a restart", async () => {
  const { container, pod } = await node.run("resized", "sleep 1000", { resources: limits });
  const runtime = await node.runtime();
  await runtime.updateContainerResources({
    containerId: container,
    linux: { memoryLimitInBytes: 96n * megabyte, cpuShares: 256n },
  });
  expect(await limitOf(container, "memory.limit_in_bytes", "memory.max")).toBe(String(96n * megabyte));
  await runtime.updatePodSandboxResources({
    podSandboxId: pod,
    resources: { memoryLimitInBytes: 128n * megabyte },
  });
  await node.restart();
  const { status } = await (await node.runtime()).containerStatus({ containerId: container, verbose: false });
  expect(status?.resources?.linux).toMatchObject({
    memoryLimitInBytes: 96n * megabyte,
    cpuShares: 256n,
    cpuQuota: 50_000n,
  });
  await node.removeAll();
});

test("a limit that the kernel refuses changes nothing", async () => {
  const { container } = await node.run("refused", "sleep 1000", { resources: limits });
  const runtime = await node.runtime();
  const refused = runtime.updateContainerResources({ containerId: container, linux: { cpusetCpus: "4096" } });
  await expect(refused).rejects.toThrow("failed to update resources");
  const { info } = await runtime.containerStatus({ containerId: container, verbose: true });
  expect(JSON.parse(info.info ?? "{}").runtimeSpec.linux.resources.cpu.cpus).toBeUndefined();
  await node.removeAll();
});
