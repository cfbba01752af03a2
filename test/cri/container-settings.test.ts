// What becomes of limits, mounts and profiles that kubelet asks for: in the kernel, and where they are refused.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mount, unmountOnce } from "../../src/linux/mount.ts";
import {
  type ContainerConfig,
  type LinuxContainerResources,
  type LinuxContainerSecurityContext,
  type Mount,
  MountPropagation,
  SecurityProfileProfileType,
  Signal,
} from "../../src/rpc/gen/cri.ts";
import type { Init } from "../../src/rpc/message.ts";
import { environment, eventually } from "../harness/command.ts";
import { CriNode } from "../harness/cri-node.ts";
import { type Scratch, scratch } from "../harness/scratch.ts";

setDefaultTimeout(60_000);

let node: CriNode;
let pod: string;
let directory: Scratch;
let count = 0;

/** A runtime that says of itself that it can do nothing special. */
function writeSimpleRuntime(path: string): void {
  const features = '{"ociVersionMin":"1.0.0","ociVersionMax":"1.0.2","mountOptions":["ro","rbind"]}';
  const runc = Bun.which("runc", environment) ?? "runc";
  writeFileSync(
    path,
    `#!/bin/sh\ncase " $* " in *" features "*) echo '${features}';; *) exec ${runc} "$@";; esac\n`,
  );
  chmodSync(path, 0o755);
}

beforeAll(async () => {
  directory = scratch();
  writeSimpleRuntime(directory.join("simple"));
  node = await CriNode.start({
    config: `
[plugins."io.containerd.cri.v1.runtime"]
restrict_oom_score_adj = true
enable_selinux = true
[plugins."io.containerd.cri.v1.runtime".containerd]
default_runtime_name = "runc"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
pod_annotations = ["pod.example.com/*"]
container_annotations = ["ctr.example.com/?"]
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.simple]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.simple.options]
BinaryName = "${directory.join("simple")}"
`,
  });
  const annotations = { "pod.example.com/a": "1", "pod.example.com/a/b": "2", "example.com/c": "3" };
  pod = await node.runPod("p", 0, { annotations, linux: { securityContext: { privileged: true } } });
});
afterAll(async () => {
  await node[Symbol.asyncDispose]();
  directory[Symbol.dispose]();
});

async function start(
  script: string,
  config: Init<ContainerConfig> = {},
): Promise<{ id: string; name: string }> {
  const name = `c${count++}`;
  const id = await node.create(pod, "p", name, `exec 2>&1; ${script}`, config);
  await (await node.runtime()).startContainer({ containerId: id });
  return { id, name };
}

async function output(script: string, config: Init<ContainerConfig> = {}): Promise<string[]> {
  const { id, name } = await start(script, config);
  await node.exited(id);
  return node.log("p", name).map((line) => line.replace(/^\w+ F /, ""));
}

async function infoOf(containerId: string) {
  const { info } = await (await node.runtime()).containerStatus({ containerId, verbose: true });
  return JSON.parse(info?.info ?? "{}");
}

const isUnified = existsSync("/sys/fs/cgroup/cgroup.controllers");

/** A file of the container's cgroup, by its names in both versions. */
async function limit(containerId: string, v1: string, v2: string): Promise<string> {
  const { pid } = await infoOf(containerId);
  const lines = readFileSync(`/proc/${pid}/cgroup`, "utf8").split("\n");
  const controller = v1.split(".")[0] ?? "";
  const isOf = (line: string) =>
    isUnified ? line.startsWith("0::") : (line.split(":")[1]?.split(",") ?? []).includes(controller);
  const path = lines.find(isOf)?.replace(/^\d+:[^:]*:/, "") ?? "";
  const file = isUnified ? join(path, v2) : join(controller, path, v1);
  return readFileSync(join("/sys/fs/cgroup", file), "utf8").trim();
}

test("limits are in the container's cgroup, and each can be changed while it runs", async () => {
  const megabyte = 1n << 20n;
  const resources = {
    ...{ cpuPeriod: 50_000n, cpuQuota: 25_000n, cpuShares: 512n, cpusetCpus: "0", cpusetMems: "0" },
    ...{ memoryLimitInBytes: 64n * megabyte, memorySwapLimitInBytes: 96n * megabyte },
  };
  const { id } = await start("sleep 1000", { linux: { resources } });
  const cpu = async () =>
    isUnified
      ? await limit(id, "", "cpu.max")
      : `${await limit(id, "cpu.cfs_quota_us", "")} ${await limit(id, "cpu.cfs_period_us", "")}`;
  const memory = () => limit(id, "memory.limit_in_bytes", "memory.max");
  const swap = async () =>
    BigInt(await limit(id, "memory.memsw.limit_in_bytes", "memory.swap.max")) +
    (isUnified ? BigInt(await memory()) : 0n);
  expect([await cpu(), await memory(), await swap()]).toEqual([
    "25000 50000",
    String(64n * megabyte),
    96n * megabyte,
  ]);
  expect(await limit(id, "cpuset.cpus", "cpuset.cpus")).toBe("0");
  const runtime = await node.runtime();
  const change = (linux: Init<LinuxContainerResources>) =>
    runtime.updateContainerResources({ containerId: id, linux });
  await change({ memoryLimitInBytes: 80n * megabyte, memorySwapLimitInBytes: 160n * megabyte });
  await change({ cpuQuota: 30_000n, cpuPeriod: 60_000n, cpuShares: 1024n, oomScoreAdj: 700n });
  expect([await cpu(), await memory(), await swap()]).toEqual([
    "30000 60000",
    String(80n * megabyte),
    160n * megabyte,
  ]);
  if (!isUnified) {
    expect(await limit(id, "cpu.shares", "")).toBe("1024");
  }
  const { status } = await runtime.containerStatus({ containerId: id, verbose: false });
  // The score of a process that runs stays, and so the status says.
  expect(status?.resources?.linux).toMatchObject({ cpuQuota: 30_000n, cpusetCpus: "0", oomScoreAdj: 0n });
  await expect(change({ cpusetCpus: "4096" })).rejects.toThrow("failed to update resources");
  await runtime.removeContainer({ containerId: id });
});

test("no score is below the daemon's own where the configuration says so", async () => {
  const own = readFileSync(`/proc/${node.daemon.pid}/oom_score_adj`, "utf8");
  const low = { linux: { resources: { oomScoreAdj: -999n } } };
  expect(await output("cat /proc/self/oom_score_adj", low)).toEqual([own.trim()]);
  const high = { linux: { resources: { oomScoreAdj: 321n } } };
  expect(await output("cat /proc/self/oom_score_adj", high)).toEqual(["321"]);
});

test("mounts come into a container, and out of it, only as their propagation says", async () => {
  const shared = directory.join("shared");
  mkdirSync(join(shared, "later"), { recursive: true });
  mkdirSync(join(shared, "back"));
  mount({ type: "bind", source: shared, target: "", options: ["bind", "shared"] }, shared);
  const { PROPAGATION_PRIVATE, PROPAGATION_HOST_TO_CONTAINER, PROPAGATION_BIDIRECTIONAL } = MountPropagation;
  const at = (propagation: number): Init<ContainerConfig> => ({
    mounts: [{ hostPath: shared, containerPath: "/m", propagation }],
    linux: { securityContext: { privileged: true } },
  });
  try {
    const wait = "until [ -e /m/go ]; do sleep 0.05; done; ls /m/later; echo end";
    const kinds = [PROPAGATION_PRIVATE, PROPAGATION_HOST_TO_CONTAINER, PROPAGATION_BIDIRECTIONAL];
    const waiting = await Promise.all(kinds.map((kind) => start(wait, at(kind))));
    const back = await start(
      "mount -t tmpfs x /m/back; touch /m/back/inside; sleep 1000",
      at(PROPAGATION_BIDIRECTIONAL),
    );
    await eventually("the container's mount", () => existsSync(join(shared, "back/inside")) || undefined);
    mount({ type: "tmpfs", source: "x", target: "", options: [] }, join(shared, "later"));
    writeFileSync(join(shared, "later/new"), "");
    writeFileSync(join(shared, "go"), "");
    await Promise.all(waiting.map(({ id }) => node.exited(id)));
    const seen = waiting.map(({ name }) => node.log("p", name).map((line) => line.replace(/^\w+ F /, "")));
    expect(seen).toEqual([["end"], ["new", "end"], ["new", "end"]]);
    await (await node.runtime()).removeContainer({ containerId: back.id });
  } finally {
    for (const path of ["later", "back", ""]) {
      unmountOnce(join(shared, path), { lazy: true });
    }
  }
});

test("propagation wants a mount of the host that passes mounts on", async () => {
  const { PROPAGATION_HOST_TO_CONTAINER, PROPAGATION_BIDIRECTIONAL } = MountPropagation;
  const closed = directory.join("closed");
  mkdirSync(closed);
  mount({ type: "bind", source: closed, target: "", options: ["bind", "private"] }, closed);
  try {
    for (const [propagation, rule] of [
      [PROPAGATION_BIDIRECTIONAL, "not a shared mount"],
      [PROPAGATION_HOST_TO_CONTAINER, "not a shared or slave mount"],
    ] as const) {
      const mounts = [{ hostPath: closed, containerPath: "/m", propagation }];
      await expect(start("true", { mounts })).rejects.toThrow(rule);
    }
  } finally {
    unmountOnce(closed);
  }
});

test("a read-only mount is so to its depth when that is asked for, and a runtime without it refuses", async () => {
  const source = directory.join("tree");
  mkdirSync(join(source, "inner"), { recursive: true });
  mount({ type: "tmpfs", source: "x", target: "", options: [] }, join(source, "inner"));
  const at = (more: Init<Mount>): Init<ContainerConfig> => ({
    mounts: [{ hostPath: source, containerPath: "/m", readonly: true, ...more }],
  });
  const script = "for d in /m /m/inner; do touch $d/x 2>/dev/null && echo written || echo refused; done";
  try {
    expect(await output(script, at({}))).toEqual(["refused", "written"]);
    expect(await output(script, at({ recursiveReadOnly: true }))).toEqual(["refused", "refused"]);
    const simple = await node.runPod("simple", 0, { handler: "simple" });
    const refused = node.create(simple, "simple", "c", "true", at({ recursiveReadOnly: true }));
    await expect(refused).rejects.toThrow("recursive read-only mount");
    const { runtimeHandlers } = await (await node.runtime()).status({ verbose: false });
    const features = runtimeHandlers.map(({ name, features: told }) => [name, told?.recursiveReadOnlyMounts]);
    expect(features).toEqual([
      ["", true],
      ["runc", true],
      ["simple", false],
    ]);
  } finally {
    unmountOnce(join(source, "inner"), { lazy: true });
  }
});

const refusedProfiles = (): [Init<LinuxContainerSecurityContext>, string][] => {
  const { Localhost, RuntimeDefault } = SecurityProfileProfileType;
  const seccomp = (localhostRef: string) => ({ seccomp: { profileType: Localhost, localhostRef } });
  writeFileSync(directory.join("broken.json"), "{");
  writeFileSync(directory.join("wrong.json"), '{"defaultAction": 1}');
  return [
    [seccomp(directory.join("absent.json")), "absent.json"],
    [seccomp(directory.join("broken.json")), "not JSON"],
    [seccomp(directory.join("wrong.json")), "defaultAction"],
    [seccomp("relative.json"), "not absolute"],
    [seccomp(`localhost/${directory.path}`), "no regular file"],
    [seccomp("/dev/zero"), "no regular file"],
    [{ seccomp: { profileType: RuntimeDefault, localhostRef: "/x" } }, "Localhost"],
    [{ seccomp: { profileType: 7 } }, "not known"],
    [{ selinuxOptions: { level: "top secret" } }, "SELinux level"],
    [{ selinuxOptions: { level: "s0:c1\n" } }, "SELinux level"],
    [{ apparmor: { profileType: Localhost, localhostRef: "nobody-loaded-this" } }, "apparmor"],
    [{ apparmorProfile: "strange" }, "apparmor"],
  ];
};

test("profiles that are missing, broken, or not for this kernel are refused by their names", async () => {
  for (const [securityContext, message] of refusedProfiles()) {
    await expect(start("true", { linux: { securityContext } })).rejects.toThrow(message);
  }
});

test("where the kernel lacks AppArmor and SELinux, what asks for nothing of them runs", async () => {
  const { RuntimeDefault, Unconfined } = SecurityProfileProfileType;
  const unconfined = { apparmor: { profileType: Unconfined }, selinuxOptions: { level: "s0:c1,c2" } };
  expect(await output("echo runs", { linux: { securityContext: unconfined } })).toEqual(["runs"]);
  if (!existsSync("/sys/module/apparmor/parameters/enabled")) {
    const asked = { linux: { securityContext: { apparmor: { profileType: RuntimeDefault } } } };
    await expect(start("true", asked)).rejects.toThrow("apparmor is not supported");
  }
});

test("a read-only root, a terminal, and the signal of the configuration", async () => {
  const readonly = { linux: { securityContext: { readonlyRootfs: true } } };
  const script = "touch /x 2>/dev/null || echo refused; touch /dev/shm/x && echo shared";
  expect(await output(script, readonly)).toEqual(["refused", "shared"]);
  const terminal = await output("test -t 0 && test -t 1 && echo terminal", {
    tty: true,
    stdin: true,
    stdinOnce: true,
  });
  expect(terminal.map((line) => line.trim())).toEqual(["terminal"]);
  const trap = "trap 'echo usr1; exit 7' USR1; echo ready; while :; do sleep 0.05; done";
  const { id, name } = await start(trap, { stopSignal: Signal.SIGUSR1 });
  await eventually("the trap", () => node.log("p", name).some((line) => line.endsWith("ready")) || undefined);
  const runtime = await node.runtime();
  const { status } = await runtime.containerStatus({ containerId: id, verbose: false });
  expect(status?.stopSignal).toBe(Signal.SIGUSR1);
  await runtime.stopContainer({ containerId: id, timeout: 30n });
  expect((await node.exited(id)).exitCode).toBe(7);
});

test("all capabilities but one, none, and no new privileges", async () => {
  const script = "grep -E 'CapBnd|NoNewPrivs' /proc/self/status | cut -f2";
  const own = BigInt(`0x${/CapBnd:\t(\w+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]}`);
  const capabilitiesOf = async (securityContext: Init<LinuxContainerSecurityContext>) => {
    const [bounding, noNewPrivileges] = await output(script, { linux: { securityContext } });
    return [BigInt(`0x${bounding}`), noNewPrivileges];
  };
  const most = { addCapabilities: ["ALL"], dropCapabilities: ["net_admin"] };
  expect(await capabilitiesOf({ capabilities: most })).toEqual([own & ~(1n << 12n), "0"]);
  const none = { addCapabilities: ["ALL"], dropCapabilities: ["ALL"] };
  expect(await capabilitiesOf({ capabilities: none, noNewPrivs: true })).toEqual([0n, "1"]);
});

test("a device has the permissions that kubelet gives, and no other", async () => {
  const device = { hostPath: "/dev/loop-control", containerPath: "/dev/mine" };
  const script = "true < /dev/mine && echo read; true >> /dev/mine && echo written; true";
  expect(await output(script, { devices: [{ ...device, permissions: "rw" }] })).toEqual(["read", "written"]);
  const read = await output(script, { devices: [{ ...device, permissions: "r" }] });
  expect(read).toEqual(["read", expect.stringContaining("not permitted")]);
});

test("annotations reach the runtime that match the handler's patterns", async () => {
  const annotations = { "ctr.example.com/x": "4", "ctr.example.com/xy": "5" };
  const id = await node.create(pod, "p", "annotated", "true", { annotations });
  const { runtimeSpec } = await infoOf(id);
  const given = Object.entries(runtimeSpec.annotations).filter(([name]) => name.includes("example.com"));
  expect(Object.fromEntries(given)).toEqual({ "pod.example.com/a": "1", "ctr.example.com/x": "4" });
});
