// The networks of pods: what plugins are told, what kubelet is told, and what the daemon has them do at its start.
import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AttachmentStore } from "../../src/cni/attachments.ts";
import { ctrDirectory } from "../../src/core/ctr-directory.ts";
import { messageOf } from "../../src/errors/index.ts";
import { NamespaceMode } from "../../src/rpc/gen/cri.ts";
import { type PluginRecord, pluginCalls, writeGoodPlugin, writePlugin } from "../harness/cni-plugin.ts";
import { eventually } from "../harness/command.ts";
import { CriNode } from "../harness/cri-node.ts";

setDefaultTimeout(60_000);

/** Without a pause process nothing is made below the cgroup that a pod names. */
const config = `
[plugins."io.containerd.cri.v1.runtime"]
pause = "when-needed"
[plugins."io.containerd.grpc.v1.cri".cni]
max_conf_num = 0
use_internal_loopback = true
`;
const capabilities = {
  portMappings: true,
  bandwidth: true,
  dns: true,
  cgroupPath: true,
  "io.kubernetes.cri.pod-annotations": true,
};

let node: CriNode;
beforeAll(async () => {
  node = await CriNode.start({ config, hasNetwork: false });
  mkdirSync(node.networkDirectory);
  writeGoodPlugin(node.pluginDirectory, "second", "10.7.0.1/24");
  writeNetwork("00-main", { type: "written-down", capabilities });
  writeNetwork("10-second", { type: "second" });
  await eventually("both networks to be read", async () => {
    const { info } = await (await node.runtime()).status({ verbose: true });
    return JSON.parse(info.cniconfig ?? "{}").Networks?.length === 2;
  });
});
afterEach(async () => {
  node.setPlugin("");
  await node.removeAll();
});
afterAll(() => node[Symbol.asyncDispose]());

function writeNetwork(name: string, plugin: object): void {
  const network = { cniVersion: "1.1.0", name, plugins: [plugin] };
  writeFileSync(join(node.networkDirectory, `${name}.conflist`), JSON.stringify(network));
}

const calls = (operation: string, plugin = "written-down"): PluginRecord[] =>
  pluginCalls(node.pluginDirectory).filter((call) => call.operation === operation && call.plugin === plugin);

test("plugins get what the pod asks for; kubelet gets the addresses of the first network", async () => {
  const annotations = { "kubernetes.io/ingress-bandwidth": "10M", mine: "yes" };
  const pod = await node.runPod("asking", 0, {
    annotations,
    portMappings: [{ containerPort: 80, hostPort: 8080 }],
    dnsConfig: { servers: ["10.0.0.10"] },
    linux: {
      cgroupParent: "/tsrt-test-networks",
      securityContext: { namespaceOptions: { pid: NamespaceMode.CONTAINER } },
    },
  });
  const added = calls("ADD").at(-1);
  expect(added?.config.runtimeConfig).toEqual({
    portMappings: [{ hostPort: 8080, containerPort: 80, protocol: "tcp", hostIP: "" }],
    bandwidth: { ingressRate: 10_000_000, ingressBurst: 4_294_967_295 },
    dns: { servers: ["10.0.0.10"], searches: [], options: [] },
    cgroupPath: "/tsrt-test-networks",
    "io.kubernetes.cri.pod-annotations": annotations,
  });
  expect(added?.args).toContain("K8S_POD_NAMESPACE=default;K8S_POD_NAME=asking");
  expect(calls("ADD", "second").at(-1)).toMatchObject({ container: pod, interface: "eth1" });
  const { status, info } = await (await node.runtime()).podSandboxStatus({
    podSandboxId: pod,
    verbose: true,
  });
  expect(status?.network).toMatchObject({ ip: "10.9.0.1", additionalIps: [] });
  const { cniResult } = JSON.parse(info.info ?? "{}");
  expect(cniResult.Interfaces.eth0.IPConfigs[0]).toEqual({ IP: "10.9.0.1", Gateway: "" });
  await (await node.runtime()).stopPodSandbox({ podSandboxId: pod });
  expect(calls("DEL").at(-1)?.config.runtimeConfig).toEqual(added?.config.runtimeConfig);
});

test("the daemon brings the loopback interface up itself", async () => {
  const { container } = await node.run("loop", "ip addr show lo | grep -c -e LOOPBACK,UP -e 127.0.0.1/8");
  await node.exited(container);
  expect(node.log("loop")).toEqual(["stdout F 2"]);
  expect(calls("ADD", "loopback")).toEqual([]);
});

test("a pod in the host's network has no plugin run for it", async () => {
  const before = calls("ADD").length;
  const namespaceOptions = { network: NamespaceMode.NODE };
  const pod = await node.runPod("host", 0, { linux: { securityContext: { namespaceOptions } } });
  const { status } = await (await node.runtime()).podSandboxStatus({ podSandboxId: pod });
  expect([status?.network?.ip, calls("ADD").length]).toEqual(["", before]);
});

test("limits that nobody could mean are refused before anything is made; a network without addresses is taken back", async () => {
  const before = calls("ADD").length;
  const annotations = { "kubernetes.io/egress-bandwidth": "1" };
  const refusal = node.runPod("narrow", 0, { annotations }).catch((error: unknown) => messageOf(error));
  expect(await refusal).toContain("kubernetes.io/egress-bandwidth");
  expect(calls("ADD").length).toBe(before);
  node.setPlugin(`[ "$CNI_COMMAND" = ADD ] && echo '{"cniVersion":"1.0.0"}' && exit 0`);
  await expect(node.runPod("bare")).rejects.toThrow("has given eth0 an address");
  expect(calls("DEL").at(-1)?.container).toBe(calls("ADD").at(-1)?.container);
});

test("a network of CNI 1.1 is ready when its plugins say so", async () => {
  const condition = async () => {
    const { status } = await (await node.runtime()).status({ verbose: false });
    return status?.conditions.find(({ type }) => type === "NetworkReady");
  };
  expect(await condition()).toMatchObject({ status: true });
  writePlugin(
    node.pluginDirectory,
    "second",
    `[ "$CNI_COMMAND" = STATUS ] && echo '{"code":50,"msg":"the controller is down"}' && exit 1`,
  );
  expect(await condition()).toMatchObject({
    status: false,
    reason: "NetworkPluginNotReady",
    message: expect.stringContaining("the controller is down"),
  });
  writeGoodPlugin(node.pluginDirectory, "second", "10.7.0.1/24");
  expect(await condition()).toMatchObject({ status: true });
});

test("at its start the daemon has plugins free what is unused, before a pod is attached", async () => {
  const pod = await node.runPod("kept");
  const network = {
    name: "00-main",
    cniVersion: "1.1.0",
    plugins: [],
    disableCheck: false,
    disableGc: false,
  };
  const others = new AttachmentStore(join(ctrDirectory(node.daemon.address), "attachments"));
  const other = { containerId: "of-ctr", interface: "eth0", netns: "/none", args: {}, capabilities: {} };
  await others.create({ ...other, network: { ...network, plugins: [{ type: "x" }] }, result: undefined });
  const freed = node.file("freed");
  node.setPlugin(
    `[ "$CNI_COMMAND" = GC ] && sleep 1 && touch ${freed}; [ "$CNI_COMMAND" = ADD ] && [ ! -e ${freed} ] && exit 1`,
  );
  await node.restart();
  await node.runPod("new");
  expect(existsSync(freed)).toBe(true);
  const attachment = (containerID: string) => ({ containerID, ifname: "eth0" });
  expect(calls("GC").at(-1)?.config["cni.dev/valid-attachments"]).toEqual([
    attachment(pod),
    attachment("of-ctr"),
  ]);
  expect(calls("GC", "second").at(-1)?.config["cni.dev/valid-attachments"]).toEqual([
    { containerID: pod, ifname: "eth1" },
  ]);
});

test("a plugin that cannot free anything keeps no pod from its network", async () => {
  const before = calls("GC", "second").length;
  node.setPlugin(`[ "$CNI_COMMAND" = GC ] && exit 1`);
  await node.restart();
  await node.runPod("late");
  expect(calls("GC", "second").length).toBe(before + 1);
  expect(node.daemon.log).toContain("addresses of pods that are gone may still be taken");
});
