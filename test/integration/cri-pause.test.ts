// Pods with and without a pause process: the same life, seen from inside; what is left of one after a crash, a reboot and a changed
// setting.
import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { deleteNamespace } from "../../src/linux/namespaces.ts";
import { type ContainerConfig, NamespaceMode, PodSandboxState } from "../../src/rpc/gen/cri.ts";
import type { Init } from "../../src/rpc/message.ts";
import { eventually } from "../harness/command.ts";
import { CriNode, type PodOptions } from "../harness/cri-node.ts";

setDefaultTimeout(120_000);

type Setting = "always" | "when-needed";

let node: CriNode;
beforeAll(async () => {
  node = await CriNode.start({ config: `[plugins."io.containerd.cri.v1.runtime"]\npause = "always"` });
});
afterEach(() => node.reset());
afterAll(() => node[Symbol.asyncDispose]());

/** For new pods. Restarts the daemon where that changes something. */
async function use(setting: Setting): Promise<void> {
  const path = node.daemon.directory.join("config.toml");
  const before = readFileSync(path, "utf8");
  const text = before.replace(/^pause = .*$/m, `pause = "${setting}"`);
  if (text !== before) {
    writeFileSync(path, text);
    await node.restart();
  }
}

const { CONTAINER, NODE, TARGET } = NamespaceMode;
/** As kubelet asks for it: each container has process ids of its own. */
const own = { securityContext: { namespaceOptions: { pid: CONTAINER } } };
const hosts = { securityContext: { namespaceOptions: { network: NODE, ipc: NODE, pid: NODE } } };

interface Info {
  readonly pid: number;
  readonly namespaces?: Readonly<Record<"network" | "ipc" | "uts", string>>;
}

async function look(podSandboxId: string): Promise<{ state: number | undefined; info: Info }> {
  const { status, info } = await (await node.runtime()).podSandboxStatus({ podSandboxId, verbose: true });
  return { state: status?.state, info: JSON.parse(info.info ?? "{}") };
}

async function start(pod: string, podName: string, name: string, script: string, linux = {}) {
  const more: Init<ContainerConfig> = { linux: { ...own, ...linux } };
  const containerId = await node.create(pod, podName, name, `exec 2>&1; ${script}`, more);
  await (await node.runtime()).startContainer({ containerId });
  return containerId;
}

async function output(pod: string, podName: string, name: string, script: string, linux = {}) {
  await node.exited(await start(pod, podName, name, script, linux));
  return node.log(podName, name).map((line) => line.replace(/^\w+ F /, ""));
}

async function expectNothingLeft(): Promise<void> {
  await node.removeAll();
  await eventually("nothing to be left", async () => (await node.leftovers()).length === 0).catch(() => {});
  expect(await node.leftovers()).toEqual([]);
}

const links = "for n in ipc net uts; do readlink /proc/self/ns/$n; done";
const sysctls = {
  "kernel.shmmni": "1234",
  "net.ipv4.ip_local_port_range": "4000 5000",
  "net.ipv4.conf.eth0.rp_filter": "2",
};
/** Takes its time to make the interface that one of them is of. */
const makeInterface = `[ "$CNI_COMMAND" = ADD ] && sleep 0.3 && nsenter --net="$CNI_NETNS" ip link add eth0 type veth peer name eth9`;

/** What must be the same for both kinds of pods. */
async function live(name: string): Promise<string> {
  node.setPlugin(makeInterface);
  const pod = await node.runPod(name, 0, { hostname: "the-host", linux: { ...own, sysctls } });
  node.setPlugin("");
  const values = [...Object.keys(sysctls), "net.ipv4.ip_unprivileged_port_start"].map((value) =>
    value.replaceAll(".", "/"),
  );
  const seen = await output(
    pod,
    name,
    "seen",
    `hostname; for v in ${values.join(" ")}; do cat /proc/sys/$v; done; readlink /proc/self; ip link | grep -c 'LOOPBACK,UP'`,
  );
  expect(seen).toEqual(["the-host", "1234", "4000\t5000", "2", "0", expect.stringMatching(/^\d+$/), "1"]);
  const server = await start(pod, name, "server", "echo shared > /dev/shm/file; nc -l -p 80 -e cat");
  await output(pod, name, "wait", "while [ ! -e /dev/shm/file ]; do sleep 0.02; done");
  const script = `cat /dev/shm/file; until echo hello | nc 127.0.0.1 80; do sleep 0.02; done; ${links}`;
  const [shared, greeting, ...namespaces] = await output(pod, name, "client", script);
  expect([shared, greeting]).toEqual(["shared", "hello"]);
  expect(await output(pod, name, "other", links)).toEqual(namespaces);
  const host = ["ipc", "net", "uts"].map((type) => readlinkSync(`/proc/self/ns/${type}`));
  expect(namespaces.filter((link) => host.includes(link))).toEqual([]);
  await node.exited(server);
  return pod;
}

async function expectStats(pod: string, name: string): Promise<void> {
  await start(pod, name, "busy", "sleep 1000");
  const { stats } = await (await node.runtime()).podSandboxStats({ podSandboxId: pod });
  const { cpu, memory, network, process } = stats?.linux ?? {};
  expect(cpu?.usageCoreNanoSeconds?.value).toBeGreaterThan(0n);
  expect(memory?.workingSetBytes?.value).toBeGreaterThan(0n);
  expect(network?.interfaces.map((one) => one.name).sort()).toEqual(["eth0", "eth9"]);
  expect([network?.defaultInterface?.name, process?.processCount?.value]).toEqual(["eth0", 1n]);
}

test("always: a pod has a pause process, whose image, record and shim it needs", async () => {
  const pod = await live("with");
  await expectStats(pod, "with");
  const { state, info } = await look(pod);
  expect([state, info.pid > 0, info.namespaces]).toEqual([PodSandboxState.SANDBOX_READY, true, undefined]);
  // It goes on as it is under the other setting; new pods have no process.
  await use("when-needed");
  expect((await look(pod)).info.pid).toBe(info.pid);
  const without = await node.runPod("without", 0, { linux: own });
  expect((await look(without)).info.pid).toBe(0);
  await expectNothingLeft();
});

test("when needed: the same life without a process, an image, a record and a task", async () => {
  await use("when-needed");
  const pod = await live("life");
  const { state, info } = await look(pod);
  expect([state, info.pid]).toEqual([PodSandboxState.SANDBOX_READY, 0]);
  const { stdout } = await node.daemon.ctr("-n", "k8s.io", "containers", "ls", "-q");
  expect(stdout).not.toContain(pod);
  const shims = node.daemon.directory.join("state/s");
  await eventually("the shim to end with the last container", () => readdirSync(shims).length === 0);
  await expectStats(pod, "life");
  const pods = await node.daemon.ctr("pods");
  expect(pods.stdout).toMatch(/default\/life +\S+ +ready +0 +10\.9\.0\.1 +- /);
  const runtime = await node.runtime();
  await runtime.stopPodSandbox({ podSandboxId: pod });
  expect((await look(pod)).state).toBe(PodSandboxState.SANDBOX_NOTREADY);
  expect(existsSync(info.namespaces?.network ?? "/")).toBe(false);
  await node.restart();
  expect((await look(pod)).state).toBe(PodSandboxState.SANDBOX_NOTREADY);
  await expectNothingLeft();
});

test("a pod whose containers share process ids has a pause process; one that shares all of the host's holds nothing", async () => {
  await use("when-needed");
  const sharing = await node.runPod("sharing");
  expect((await look(sharing)).info.pid).toBeGreaterThan(0);
  const bare = await node.runPod("bare", 0, { linux: hosts });
  const allLinks = "for n in ipc net uts pid; do readlink /proc/self/ns/$n; done";
  const seen = await output(bare, "bare", "c", allLinks, hosts);
  const { info } = await look(bare);
  expect(info.pid).toBe(0);
  expect(
    readdirSync(`${node.daemon.directory.path}/state/io.containerd.cri.v1.runtime/sandboxes/${bare}`),
  ).toEqual(["held"]);
  const host = Bun.spawnSync(["sh", "-c", allLinks]).stdout.toString().trim().split("\n");
  expect(seen).toEqual(host);
  await node.restart();
  expect((await look(bare)).state).toBe(PodSandboxState.SANDBOX_READY);
});

test("a container can look into another one of a pod without a process", async () => {
  await use("when-needed");
  const pod = await node.runPod("target", 0, { linux: own });
  const targetId = await start(pod, "target", "seen", "exec sleep 54321");
  const linux = { securityContext: { namespaceOptions: { pid: TARGET, targetId } } };
  const words = await output(pod, "target", "seer", "tr '\\0' '\\n' < /proc/1/cmdline", linux);
  expect(words).toEqual(["sleep", "54321"]);
});

test("what cannot be made takes all back: a parameter that the kernel lacks, one of the host's, a name that is too long", async () => {
  await use("when-needed");
  const cases: readonly (readonly [PodOptions, string])[] = [
    [{ linux: { ...own, sysctls: { "net.ipv4.nothing": "1" } } }, "set sysctl net.ipv4.nothing"],
    [{ linux: { ...own, sysctls: { "kernel.panic": "1" } } }, "no namespace of a pod has a value"],
    [{ linux: { ...hosts, sysctls: { "net.ipv4.ip_forward": "1" } } }, "in the host's network namespace"],
    [{ linux: { ...hosts, sysctls: { "kernel.msgmax": "1" } } }, "in the host's ipc namespace"],
    [{ linux: own, hostname: "h".repeat(65) }, "has more than 64 bytes"],
  ];
  for (const [options, message] of cases) {
    await expect(node.runPod("bad", 0, options)).rejects.toThrow(message);
  }
  await expectNothingLeft();
});

test("after a reboot, or when somebody removes a namespace, a pod is not ready, and can be removed", async () => {
  await use("when-needed");
  const kept = await node.runPod("kept", 0, { linux: own });
  const rebooted = await node.runPod("rebooted", 0, { linux: own });
  const robbed = await node.runPod("robbed", 0, { linux: own });
  const bare = await node.runPod("bare", 0, { linux: hosts });
  deleteNamespace((await look(robbed)).info.namespaces?.ipc ?? "");
  const states = async (): Promise<(number | undefined)[]> =>
    Promise.all([kept, robbed, rebooted, bare].map(async (pod) => (await look(pod)).state));
  const { SANDBOX_READY: ready, SANDBOX_NOTREADY: gone } = PodSandboxState;
  expect(await states()).toEqual([ready, gone, ready, ready]);
  const { network, ipc, uts } = (await look(rebooted)).info.namespaces ?? { network: "", ipc: "", uts: "" };
  await node.kill();
  for (const path of [network, ipc, uts]) {
    deleteNamespace(path);
  }
  writeFileSync(
    `${node.daemon.directory.path}/state/io.containerd.cri.v1.runtime/sandboxes/${bare}/held`,
    "earlier",
  );
  await node.daemon.start();
  expect(await states()).toEqual([ready, gone, gone, gone]);
  expect(await output(kept, "kept", "c", "hostname")).toEqual(["kept"]);
  await expectNothingLeft();
});

test("kill -9 in RunPodSandbox and StopPodSandbox: kubelet's retries bring the pod to its end", async () => {
  await use("when-needed");
  for (const moment of [3, 9]) {
    const name = `killed-${moment}`;
    const call = node.runPod(name, 0, { linux: own }).catch(() => undefined);
    await Bun.sleep(moment);
    await node.kill();
    const known = await call;
    await node.daemon.start();
    const [pod = await node.retry("the same pod", () => node.runPod(name, 0, { linux: own }))] = (
      await (await node.runtime()).listPodSandbox({})
    ).items.map(({ id }) => id);
    expect(known ?? pod).toBe(pod);
    await start(pod, name, "c", "sleep 1000");
    const stop = (await node.runtime()).stopPodSandbox({ podSandboxId: pod }).then(
      () => {},
      () => {},
    );
    await Bun.sleep(moment * 3);
    await node.kill();
    await stop;
    await node.daemon.start();
    await node.removeAll();
  }
  await expectNothingLeft();
});
