// Plugins of the node (NRI) against a daemon with runc: what they are told of pods and containers, and what they may change.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../src/errors/index.ts";
import type { Container, ContainerAdjustment, ContainerUpdate } from "../../src/rpc/gen/nri.ts";
import type { Init } from "../../src/rpc/message.ts";
import { eventually } from "../harness/command.ts";
import { CriNode } from "../harness/cri-node.ts";
import { Daemon } from "../harness/daemon.ts";
import { NriPlugin, type NriPluginOptions } from "../harness/nri-plugin.ts";
import { scratch } from "../harness/scratch.ts";

setDefaultTimeout(60_000);

const directory = scratch();
const installed = directory.join("plugins");
const config = `
[plugins."io.containerd.nri.v1.nri"]
plugin_path = "${installed}"
plugin_config_path = "${directory.join("conf.d")}"
plugin_request_timeout = "3s"
`;

let node: CriNode;
const joined: NriPlugin[] = [];

beforeAll(async () => {
  mkdirSync(installed);
  node = await CriNode.start({ config });
});
afterAll(async () => {
  await leave();
  await node[Symbol.asyncDispose]();
  directory[Symbol.dispose]();
});

async function connect(options: NriPluginOptions): Promise<NriPlugin> {
  const plugin = await NriPlugin.join(node.daemon.directory.join("state/nri/nri.sock"), options);
  joined.push(plugin);
  return plugin;
}

async function leave(): Promise<void> {
  for (const plugin of joined.splice(0)) {
    plugin.kill();
    await plugin.closed;
  }
}

/** A plugin that makes these changes in every new container. */
function adjusting(adjust: Init<ContainerAdjustment>, index = "10"): Promise<NriPlugin> {
  return connect({ name: "adjuster", index, handlers: { createContainer: async () => ({ adjust }) } });
}

/** What a container prints. */
async function printed(pod: string, podName: string, name: string, script: string): Promise<string[]> {
  const container = await node.create(pod, podName, name, script, {
    envs: [{ key: "GONE", value: Buffer.from("1") }],
  });
  await (await node.runtime()).startContainer({ containerId: container });
  expect((await node.exited(container)).exitCode).toBe(0);
  return node.log(podName, name).map((line) => line.replace(/^stdout F /, ""));
}

/** The OCI spec of the pod's container. */
async function specIn(podSandboxId: string) {
  const runtime = await node.runtime();
  const { containers } = await runtime.listContainers({ filter: { podSandboxId } });
  const { info } = await runtime.containerStatus({ containerId: containers[0]?.id ?? "", verbose: true });
  return JSON.parse(info.info ?? "{}").runtimeSpec;
}

const shares = (containerId: string, value: bigint): Init<ContainerUpdate> => ({
  containerId,
  linux: { resources: { cpu: { shares: { value } } } },
});

async function sharesOf(containerId: string): Promise<bigint | undefined> {
  const { status } = await (await node.runtime()).containerStatus({ containerId, verbose: false });
  return status?.resources?.linux?.cpuShares;
}

test("a plugin is told of the whole life of a pod and its container, in order and once", async () => {
  const plugin = await connect({ name: "watcher" });
  const runtime = await node.runtime();
  const { pod, container } = await node.run("life", "sleep 1000");
  await runtime.stopContainer({ containerId: container, timeout: 0n });
  await runtime.removeContainer({ containerId: container });
  await runtime.stopPodSandbox({ podSandboxId: pod });
  await runtime.stopPodSandbox({ podSandboxId: pod });
  await runtime.removePodSandbox({ podSandboxId: pod });
  expect(plugin.methods(pod)).toEqual(["runPodSandbox", "stopPodSandbox", "removePodSandbox"]);
  expect(plugin.methods(container)).toEqual([
    "createContainer",
    "postCreateContainer",
    "startContainer",
    "postStartContainer",
    "stopContainer",
    "removeContainer",
  ]);
  const run = plugin.events.find(({ method }) => method === "runPodSandbox")?.pod;
  expect(run).toMatchObject({ name: "life", namespace: "default", uid: "life", ips: ["10.9.0.1"] });
  expect(run?.pid).toBeGreaterThan(0);
  const start = plugin.events.find(({ method }) => method === "startContainer")?.container;
  expect(start?.pid).toBeGreaterThan(0);
  expect(start?.args).toEqual(["/bin/sh", "-c", "sleep 1000"]);
  expect(start?.linux?.namespaces.map(({ type }) => type).sort()).toEqual([
    "ipc",
    "mount",
    "network",
    "pid",
    "uts",
  ]);
  await leave();
});

test("changes of plugins reach the container's process, its files and its limits", async () => {
  const hookOutput = directory.join("hook");
  writeFileSync(directory.join("shown"), "mounted\n");
  await adjusting({
    annotations: { "example.com/added": "by a plugin" },
    env: [{ key: "ADDED", value: "yes" }, { key: "-GONE" }],
    mounts: [
      { destination: "/shown", type: "bind", source: directory.join("shown"), options: ["rbind", "ro"] },
      { destination: "-/etc/hosts" },
    ],
    hooks: { createRuntime: [{ path: "/bin/sh", args: ["sh", "-c", `cat > ${hookOutput}`] }] },
    rlimits: [{ type: "RLIMIT_NOFILE", soft: 77n, hard: 88n }],
    linux: {
      devices: [{ path: "/dev/extra", type: "c", major: 1n, minor: 3n }],
      oomScoreAdj: { value: 500n },
      sysctl: { "net.ipv4.ip_forward": "1" },
      scheduler: { policy: 1, nice: 7 },
      resources: { memory: { limit: { value: 64n << 20n } }, pids: { limit: 55n } },
    },
  });
  const pod = await node.runPod("changed");
  const script = `echo $ADDED $GONE; cat /shown; test -e /etc/hosts || echo no hosts; ulimit -n; cat /proc/self/oom_score_adj
echo x > /dev/extra && echo device; cat /proc/sys/net/ipv4/ip_forward
cd /sys/fs/cgroup
cat memory.max pids.max 2>/dev/null || cat memory/memory.limit_in_bytes pids/pids.max`;
  const lines = await printed(pod, "changed", "c", script);
  expect(lines).toEqual([
    ...["yes", "mounted", "no hosts", "77", "500", "device", "1"],
    ...[String(64 << 20), "55"],
  ]);
  // Older releases of runc pass over it.
  expect((await specIn(pod)).process.scheduler).toMatchObject({ policy: "SCHED_OTHER", nice: 7 });
  expect(JSON.parse(readFileSync(hookOutput, "utf8")).annotations["example.com/added"]).toBe("by a plugin");
  await leave();
  await node.removeAll();
});

test("a plugin that refuses a pod or a container is named, and nothing of it is left", async () => {
  const refuse = () => Promise.reject(new Error("not on this node"));
  const plugin = await connect({ name: "gate", handlers: { runPodSandbox: refuse } });
  const refused = await node.runPod("unwanted").catch((error: unknown) => error);
  expect(messageOf(refused)).toContain(
    'NRI RunPodSandbox failed: NRI plugin "10-gate" failed to handle runPodSandbox: not on this node',
  );
  expect(plugin.events.map(({ method }) => method)).toEqual(["stopPodSandbox", "removePodSandbox"]);
  await leave();
  await connect({ name: "gate", handlers: { createContainer: refuse } });
  const pod = await node.runPod("wanted");
  const creation = await node.create(pod, "wanted", "c", "true").catch((error: unknown) => error);
  expect(messageOf(creation)).toContain(
    'NRI plugin "10-gate" failed to handle createContainer: not on this node',
  );
  await leave();
  await node.create(pod, "wanted", "c", "true");
  await node.removeAll();
  await eventually("nothing to be left", async () => (await node.leftovers()).length === 0).catch(() => {});
  expect(await node.leftovers()).toEqual([]);
});

test.each<[string, Init<ContainerAdjustment>, string]>([
  ["a mount", { mounts: [{ destination: "etc" }] }, 'mount "etc" is not an absolute path'],
  ["a variable", { env: [{ key: "A=B", value: "" }] }, 'variable "A=B" cannot be set'],
  ["a hook", { hooks: { poststop: [{ path: "sh" }] } }, 'hook "sh" is not an absolute path'],
  ["a namespace", { linux: { namespaces: [{ type: "net" }] } }, 'namespace "net" has no such type'],
  ["a cgroup", { linux: { cgroupsPath: "/../x" } }, 'cgroup "/../x" leads upwards'],
  ["a sysctl", { linux: { sysctl: { "../x": "1" } } }, 'sysctl "../x" is not a kernel parameter'],
  ["a CDI device", { CDIDevices: [{ name: "gpu" }] }, 'CDI device "gpu" is not VENDOR/CLASS=DEVICE'],
])(
  "%s that makes no sense fails the creation, which names plugin and rule",
  async (_what, adjust, problem) => {
    await adjusting(adjust);
    const pod = await node.runPod("invalid");
    const creation = await node.create(pod, "invalid", "c", "true").catch((error: unknown) => error);
    expect(messageOf(creation)).toContain(
      `plugin "10-adjuster" adjusts a container in an invalid way: ${problem}`,
    );
    await leave();
    await node.removeAll();
  },
);

test("a class of block I/O and a CDI device that do not exist are refused by name", async () => {
  const pod = await node.runPod("lacking");
  const fails = async (adjust: Init<ContainerAdjustment>): Promise<string> => {
    await adjusting(adjust);
    const creation = await node.create(pod, "lacking", "c", "true").catch((error: unknown) => error);
    await leave();
    return messageOf(creation);
  };
  const blockio = await fails({ linux: { resources: { blockioClass: { value: "fast" } } } });
  expect(blockio).toContain('block I/O class "fast": there are no such classes');
  expect(await fails({ CDIDevices: [{ name: "vendor.com/class=none" }] })).toContain("vendor.com/class=none");
  await node.removeAll();
});

test("a plugin that hangs is disconnected, and one that is killed leaves; both hold up nothing for long", async () => {
  const hangs = await connect({
    name: "hangs",
    index: "01",
    handlers: { createContainer: () => new Promise(() => {}) },
  });
  const dies: NriPlugin = await connect({
    name: "dies",
    index: "02",
    handlers: {
      createContainer: async () => {
        dies.kill();
        return {};
      },
    },
  });
  await adjusting({ env: [{ key: "ADDED", value: "still" }] }, "03");
  const pod = await node.runPod("patient");
  expect(await printed(pod, "patient", "c", "echo $ADDED")).toEqual(["still"]);
  await hangs.closed;
  await leave();
  await node.removeAll();
});

test("plugins change limits: of an update, of other containers, unasked, and they evict", async () => {
  const { container: other } = await node.run("other", "sleep 1000");
  const plugin = await connect({
    name: "balancer",
    handlers: {
      updateContainer: async (_ctx, { container }) => ({
        update: [shares(container?.id ?? "", 300n), shares(other, 400n)],
      }),
    },
  });
  const { container } = await node.run("updated", "sleep 1000");
  const runtime = await node.runtime();
  await runtime.updateContainerResources({
    containerId: container,
    linux: { cpuShares: 200n, cpuQuota: 50_000n },
  });
  expect([await sharesOf(container), await sharesOf(other)]).toEqual([300n, 400n]);
  const { status } = await runtime.containerStatus({ containerId: container, verbose: false });
  expect(status?.resources?.linux?.cpuQuota).toBe(50_000n);
  expect(plugin.methods(container)).toContain("postUpdateContainer");
  const answer = await plugin.runtime.updateContainers({
    update: [shares(other, 500n), shares("nobody", 1n)],
    evict: [{ containerId: container, reason: "noisy" }],
  });
  expect(answer.failed).toEqual([]);
  expect(await sharesOf(other)).toBe(500n);
  expect((await node.exited(container)).exitCode).toBe(137);
  await leave();
  await node.removeAll();
});

test("after a restart a plugin learns what there is, and is told once of each end", async () => {
  const { pod, container } = await node.run("kept", "sleep 1000");
  const ended = await node.create(pod, "kept", "ended", "true");
  await (await node.runtime()).startContainer({ containerId: ended });
  await node.exited(ended);
  await node.restart();
  const plugin = await connect({ name: "late" });
  const known = await plugin.synchronized;
  expect(known.pods.map(({ id }) => id)).toEqual([pod]);
  expect(known.containers.map(({ id }) => id)).toEqual([container]);
  const [{ state, pid } = {} as Container] = known.containers;
  expect([state, (pid ?? 0) > 0]).toEqual([3, true]);
  await node.removeAll();
  expect(plugin.methods(pod)).toEqual(["stopPodSandbox", "removePodSandbox"]);
  expect(plugin.methods(container)).toEqual(["stopContainer", "removeContainer"]);
  expect(plugin.methods(ended)).toEqual(["removeContainer"]);
  await leave();
});

/** An installed plugin: writes down what it is told, and changes every container. */
function install(name: string, told: string): void {
  const harness = join(import.meta.dir, "../harness/nri-plugin.ts");
  const script = `#!${process.execPath}
import { writeFileSync } from "node:fs";
import { NriPlugin } from "${harness}";
const { NRI_PLUGIN_NAME, NRI_PLUGIN_IDX, NRI_PLUGIN_SOCKET } = process.env;
const plugin = await NriPlugin.onDescriptor(Number(NRI_PLUGIN_SOCKET), {
  name: "ignored",
  handlers: {
    configure: async (_ctx, { config }) => {
      writeFileSync("${told}", JSON.stringify({ pid: process.pid, config, NRI_PLUGIN_NAME, NRI_PLUGIN_IDX }));
      return { events: 0 };
    },
    createContainer: async () => ({ adjust: { env: [{ key: "ADDED", value: "installed" }] } }),
    validateContainerAdjustment: async () => ({}),
  },
});
await plugin.register();
`;
  writeFileSync(join(installed, name), script);
  chmodSync(join(installed, name), 0o755);
}

test("installed plugins start with the daemon and end with it; what is none is left out", async () => {
  const told = directory.join("told");
  install("20-installed", told);
  install("unnumbered", directory.join("never"));
  writeFileSync(join(installed, "30-broken"), "#!/bin/false\n", { mode: 0o755 });
  writeFileSync(join(installed, "README"), "no plugin");
  mkdirSync(directory.join("conf.d"));
  writeFileSync(directory.join("conf.d/installed.conf"), "of both indices");
  writeFileSync(directory.join("conf.d/20-installed.conf"), "level: high");
  await node.stop();
  await node.daemon.start();
  const { pid, ...facts } = JSON.parse(readFileSync(told, "utf8"));
  expect(facts).toEqual({ config: "level: high", NRI_PLUGIN_NAME: "installed", NRI_PLUGIN_IDX: "20" });
  const pod = await node.runPod("with");
  expect(await printed(pod, "with", "c", "echo $ADDED")).toEqual(["installed"]);
  expect(node.daemon.log).toContain('invalid plugin index \\"\\"');
  expect(node.daemon.log).toContain(join(installed, "30-broken"));
  await node.removeAll();
  await node.stop();
  await eventually("the plugin to end", async () => !existsSync(`/proc/${pid}`));
  rmSync(installed, { recursive: true });
  await node.daemon.start();
});

test("a socket of somebody else is left to him", async () => {
  const socket = node.daemon.directory.join("state/nri/nri.sock");
  await using second = await Daemon.start({
    config: `[plugins."io.containerd.nri.v1.nri"]\nsocket_path = "${socket}"`,
  });
  expect(second.log).toContain("is in use by another process");
  const plugin = await connect({ name: "first" });
  await plugin.synchronized;
  await leave();
});

test("a plugin is told when the daemon ends", async () => {
  let isTold = false;
  const shutdown = async () => {
    isTold = true;
    return {};
  };
  const plugin = await connect({ name: "told", handlers: { shutdown } });
  // Once it is asked about a pod, the daemon has taken it in.
  await node.runPod("last");
  await node.stop();
  await plugin.closed;
  expect(isTold).toBe(true);
  await leave();
  await node.daemon.start();
  await node.removeAll();
});

test("NRI can be switched off: there is no socket", async () => {
  await using daemon = await Daemon.start({
    config: '[plugins."io.containerd.nri.v1.nri"]\ndisable = true',
  });
  expect((await daemon.ctr("plugins", "ls")).stdout).toMatch(/nri\.v1\s+nri\s+\S+\s+skip/);
  expect((await daemon.ctr("plugins", "ls")).stdout).toMatch(/cri\.v1\s+runtime\s+\S+\s+ok/);
  expect(existsSync(daemon.directory.join("state/nri"))).toBe(false);
});
