// What an administrator configures of CRI: handlers with runtimes and networks of their own, and networks that come and go.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { kindOf, messageOf } from "../../src/errors/index.ts";
import { pluginCalls, writeGoodPlugin } from "../harness/cni-plugin.ts";
import { eventually } from "../harness/command.ts";
import { CriNode } from "../harness/cri-node.ts";
import { type Scratch, scratch } from "../harness/scratch.ts";

setDefaultTimeout(120_000);

let directory: Scratch;
let node: CriNode;
beforeAll(async () => {
  directory = scratch();
  mkdirSync(directory.join("own.d"));
  const network = { cniVersion: "0.4.0", name: "own", plugins: [{ type: "other" }] };
  writeFileSync(directory.join("own.d/own.conflist"), JSON.stringify(network));
  writeFileSync(
    directory.join("runc"),
    `#!/bin/sh\necho "$@" >> ${directory.join("calls")}\nexec runc "$@"\n`,
  );
  chmodSync(directory.join("runc"), 0o755);
  node = await CriNode.start({ config: configuration(), hasNetwork: false });
  writeGoodPlugin(node.pluginDirectory, "other", "10.8.0.1/24");
});
afterAll(async () => {
  await node[Symbol.asyncDispose]();
  directory[Symbol.dispose]();
});

/** In the form of version 2, which the daemon's whole file has. */
function configuration(): string {
  return `
[plugins."io.containerd.grpc.v1.cri"]
enable_cdi = false
selinux_category_range = 7
[plugins."io.containerd.grpc.v1.cri".cni]
conf_template = "/etc/template"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.wrapped]
runtime_type = "io.containerd.runc.v2"
pod_annotations = ["passed.example/*"]
cni_conf_dir = "${directory.join("own.d")}"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.copied]
runtime_type = "io.containerd.runc.v2"
snapshotter = "native"
base_runtime_spec = "${directory.join("base.json")}"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.wrapped.options]
BinaryName = "${directory.join("runc")}"
`;
}

async function condition(type: string) {
  const { status } = await (await node.runtime()).status({ verbose: false });
  return status?.conditions.find((each) => each.type === type);
}

const isReady = async (): Promise<boolean> => (await condition("NetworkReady"))?.status ?? false;

test("a node becomes ready when a network is configured, and is not when it is taken away, without a restart", async () => {
  expect(await condition("NetworkReady")).toMatchObject({ status: false, reason: "NetworkPluginNotReady" });
  const refusal = await node.runPod("early").catch((error: unknown) => error);
  expect(kindOf(refusal)).toBe("unavailable");
  const before = await (await node.runtime()).status({ verbose: true });
  expect(before.info.lastCNILoadStatus).toContain("no network config found");
  node.writeNetwork();
  await eventually("the network to be ready", isReady);
  await node.runPod("later");
  const { info } = await (await node.runtime()).status({ verbose: true });
  expect(info.lastCNILoadStatus).toBe("OK");
  const names = JSON.parse(info.cniconfig ?? "").Networks.map(
    ({ Config }: { Config: { Name: string } }) => Config.Name,
  );
  expect(names).toEqual(["cni-loopback", "test"]);
  rmSync(node.networkDirectory, { recursive: true });
  await eventually("the network to be gone", async () => !(await isReady()));
  node.writeNetwork();
  await eventually("the network to be ready again", isReady);
});

test("the handler that a RuntimeClass names has its own runtime and network", async () => {
  const pod = await node.runPod("wrapped", 0, {
    handler: "wrapped",
    annotations: { "passed.example/a": "1" },
  });
  const calls = readFileSync(directory.join("calls"), "utf8");
  expect(calls).toContain(`create --bundle`);
  expect(calls).toContain(pod);
  const { status } = await (await node.runtime()).podSandboxStatus({ podSandboxId: pod, verbose: false });
  expect([status?.runtimeHandler, status?.network?.ip]).toEqual(["wrapped", "10.8.0.1"]);
  rmSync(directory.join("calls"));
  await node.runPod("usual");
  expect(existsSync(directory.join("calls"))).toBe(false);
  await node.removeAll();
  const own = pluginCalls(node.pluginDirectory).filter(({ plugin }) => plugin === "other");
  expect(own.map(({ operation, container }) => `${operation} ${container}`)).toEqual([
    `ADD ${pod}`,
    `DEL ${pod}`,
  ]);
  await expect(node.runPod("unknown", 0, { handler: "gvisor" })).rejects.toThrow(
    'no runtime for "gvisor" is configured',
  );
});

test("a handler's containers are in its snapshotter, where the image is unpacked when it is needed, and of its spec", async () => {
  const base = await node.daemon.ctr("oci", "spec");
  const spec = JSON.parse(base.stdout);
  writeFileSync(
    directory.join("base.json"),
    JSON.stringify({ ...spec, annotations: { "base.example": "1" } }),
  );
  const pod = await node.runPod("copied", 0, { handler: "copied" });
  const container = await node.create(pod, "copied", "c", "echo hello");
  await (await node.runtime()).startContainer({ containerId: container });
  expect(await node.exited(container)).toEqual({ exitCode: 0, reason: "Completed" });
  expect(node.log("copied")).toEqual(["stdout F hello"]);
  const { stdout } = await node.daemon.ctr("-n", "k8s.io", "container", "info", container);
  const info = JSON.parse(stdout);
  expect(info.Snapshotter).toBe("native");
  expect(info.Spec.annotations["base.example"]).toBe("1");
  await node.removeAll();
  rmSync(directory.join("base.json"));
  const refusal = await node.runPod("broken", 0, { handler: "copied" }).catch((error: unknown) => error);
  expect(messageOf(refusal)).toContain(
    `base_runtime_spec ${directory.join("base.json")} of runtime "copied"`,
  );
});

test("Status lists the handlers and tells of deprecated settings", async () => {
  const { runtimeHandlers } = await (await node.runtime()).status({ verbose: false });
  expect(runtimeHandlers.map(({ name }) => name)).toEqual(["", "copied", "runc", "wrapped"]);
  const told = await condition("ContainerdHasNoDeprecationWarnings");
  expect(told).toMatchObject({ status: false, reason: "ContainerdHasDeprecationWarnings" });
  expect(Object.keys(JSON.parse(told?.message ?? ""))).toEqual(["io.containerd.deprecation/enable-cdi"]);
});

test("keys that change nothing are warned of by their names", () => {
  const warned = node.daemon.log
    .split("\n")
    .filter((line) => line.includes("a configuration key has no effect"));
  const keys = warned.map((line) => /key="?(.*?)"? why=/.exec(line)?.[1]?.replaceAll("\\", ""));
  const runtime = 'plugins."io.containerd.cri.v1.runtime"';
  expect(keys.sort()).toEqual([`${runtime}.cni.conf_template`, `${runtime}.selinux_category_range`]);
});
