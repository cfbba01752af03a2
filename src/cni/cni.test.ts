import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import {
  type PluginRecord,
  pluginCalls,
  writeGoodPlugin,
  writePlugin,
} from "../../test/harness/cni-plugin.ts";
import { eventually } from "../../test/harness/command.ts";
import { type Scratch, scratch } from "../../test/harness/scratch.ts";
import { kindOf, messageOf } from "../errors/index.ts";
import type { CapabilityArguments } from "./capabilities.ts";
import { Cni, type CniOptions } from "./cni.ts";

let directory: Scratch;
let netns: string;

beforeEach(() => {
  directory = scratch();
  mkdirSync(directory.join("net.d"));
  writeGoodPlugin(directory.path, "loopback");
  writeGoodPlugin(directory.path, "first");
  writeGoodPlugin(directory.path, "second", "10.9.0.2/24");
  netns = directory.join("netns");
  writeFileSync(netns, "");
});
afterEach(() => directory[Symbol.dispose]());

function writeNetwork(name: string, types: readonly string[], more: object = {}): void {
  const plugins = types.map((type) => ({ type, mtu: 9 }));
  const json = { cniVersion: "1.0.0", name, plugins, ...more };
  writeFileSync(directory.join("net.d", `${name}.conflist`), JSON.stringify(json));
}

async function open(options: Partial<CniOptions> = {}): Promise<Cni> {
  const cni = new Cni({
    configDirectory: directory.join("net.d"),
    pluginDirectories: [directory.path],
    stateDirectory: directory.join("state"),
    timeout: 30_000,
    ...options,
  });
  await cni.load();
  return cni;
}

/** Calls of the networks' own plugins. */
const calls = (): PluginRecord[] => pluginCalls(directory.path).filter(({ plugin }) => plugin !== "loopback");
const steps = (): string[] =>
  calls().map(({ plugin, operation, interface: name }) => `${operation} ${plugin} ${name}`);

async function refusal(work: Promise<unknown>): Promise<[kind: string, message: string]> {
  const error = await work.then(
    () => new Error("it succeeded"),
    (reason: unknown) => reason,
  );
  return [kindOf(error), messageOf(error)];
}

test("plugins are added in order with the result before, and deleted in reverse with the last one", async () => {
  writeNetwork("n", ["first", "second"]);
  const cni = await open();
  const [attached] = await cni.attach({ containerId: "c", netns });
  expect(attached).toMatchObject({ network: "n", interface: "eth0", raw: { by: "second" } });
  expect(attached?.result.addresses).toEqual([{ address: "10.9.0.2/24", gateway: "", interface: undefined }]);
  await cni.detach("c");
  expect(steps()).toEqual(["ADD first eth0", "ADD second eth0", "DEL second eth0", "DEL first eth0"]);
  const inputs = calls().map(({ config }) => config);
  expect(inputs[0]).toEqual({ type: "first", mtu: 9, name: "n", cniVersion: "1.0.0" });
  expect(inputs[1]?.prevResult).toMatchObject({ by: "first" });
  expect(inputs[3]?.prevResult).toMatchObject({ by: "second" });
  expect(await cni.containers()).toEqual([]);
  await cni.detach("c");
  expect(calls()).toHaveLength(4);
});

test("the loopback interface is brought up beside the networks, or first where they come one after another", async () => {
  writeNetwork("n", ["first"]);
  const interfaces = (): string[] =>
    pluginCalls(directory.path).map(({ plugin, interface: name }) => `${plugin} ${name}`);
  await (await open()).attach({ containerId: "c", netns });
  expect(interfaces().sort()).toEqual(["first eth0", "loopback lo"]);
  await (await open({ isSerial: true })).attach({ containerId: "d", netns });
  expect(interfaces().slice(2)).toEqual(["loopback lo", "first eth0"]);
});

test("a plugin gets the arguments that its configuration asks for", async () => {
  const plugins = [
    { type: "first", capabilities: { portMappings: true, mac: false, dns: true, aliases: true } },
    { type: "second" },
  ];
  writeNetwork("n", [], { plugins });
  const capabilities: CapabilityArguments = {
    portMappings: [{ hostPort: 8080, containerPort: 80, protocol: "tcp", hostIP: "127.0.0.1" }],
    mac: "0a:00:00:00:00:01",
    bandwidth: { ingressRate: 1000 },
    dns: { servers: ["10.0.0.53"], searches: ["cluster.local"] },
    aliases: { n: ["web", "www"] },
  };
  const cni = await open();
  const args = { K8S_POD_NAME: "web", IgnoreUnknown: "1" };
  await cni.attach({ containerId: "c", netns, args, capabilities });
  await cni.detach("c");
  const { portMappings, dns, aliases } = capabilities;
  const asked = { portMappings, dns, aliases };
  const runtimeConfigs = calls().map(({ config }) => config.runtimeConfig);
  expect(runtimeConfigs).toEqual([asked, undefined, undefined, asked]);
  expect(calls().map((call) => call.args)).toEqual(Array(4).fill("K8S_POD_NAME=web;IgnoreUnknown=1"));
});

test("several networks get an interface each, at once or one after another", async () => {
  writeNetwork("a", ["first"]);
  writeNetwork("b", ["second"]);
  for (const isSerial of [true, false]) {
    const cni = await open({ networks: 0, isSerial, interfacePrefix: "net" });
    const attached = await cni.attach({ containerId: "c", netns });
    expect(attached.map(({ network, interface: name }) => `${network} ${name}`)).toEqual([
      "a net0",
      "b net1",
    ]);
    await cni.detach("c");
  }
  const deleted = steps().filter((step) => step.startsWith("DEL"));
  expect(deleted).toEqual(["DEL second net1", "DEL first net0", "DEL second net1", "DEL first net0"]);
  expect((await open()).networks.map(({ name }) => name)).toEqual(["a"]);
});

test("when a plugin fails, all networks are detached again and nothing is recorded", async () => {
  writeNetwork("a", ["first"]);
  writeNetwork("b", ["first", "broken"]);
  const failed = `echo '{"code":11,"msg":"no addresses"}'; exit 1`;
  writePlugin(directory.path, "broken", `[ "$CNI_COMMAND" = DEL ] && exit 0\n${failed}`);
  for (const isSerial of [true, false]) {
    const cni = await open({ networks: 0, isSerial });
    const [kind, message] = await refusal(cni.attach({ containerId: "c", netns }));
    expect(kind).toBe("unavailable");
    expect(message).toContain('attach to network "b": CNI plugin broken ADD: no addresses');
    expect(await cni.containers()).toEqual([]);
  }
  const deleted = steps().filter((step) => step.startsWith("DEL"));
  const once = ["DEL broken eth1", "DEL first eth1", "DEL first eth0"];
  expect(deleted).toEqual([...once, ...once]);
});

test("what could not be detached after a failure is kept and told, and goes with the next try", async () => {
  writeNetwork("n", ["first", "stuck"]);
  writePlugin(directory.path, "stuck", 'echo \'{"code":5,"msg":"disk full"}\'; exit 1');
  const told: unknown[] = [];
  const cni = await open({ onCleanUpFailure: (error) => told.push(error) });
  const [, message] = await refusal(cni.attach({ containerId: "c", netns }));
  expect(message).toContain("CNI plugin stuck ADD: disk full");
  expect(told.map(messageOf)).toEqual(['detach from network "n": CNI plugin stuck DEL: disk full: internal']);
  expect(await cni.containers()).toEqual(["c"]);
  expect((await refusal(cni.detach("c")))[1]).toContain("disk full");
  writeGoodPlugin(directory.path, "stuck");
  await cni.detach("c");
  expect(await cni.containers()).toEqual([]);
});

test("a caller that gives up gets its container detached", async () => {
  writeNetwork("n", ["first", "hangs"]);
  writePlugin(directory.path, "hangs", `[ "$CNI_COMMAND" = DEL ] && exit 0\nsleep 1000`);
  const cni = await open();
  const stop = new AbortController();
  const outcome = refusal(cni.attach({ containerId: "c", netns }, stop.signal));
  await eventually("the plugin to hang", () => steps().includes("ADD hangs eth0"));
  stop.abort();
  expect((await outcome)[0]).toBe("canceled");
  expect(steps().slice(2)).toEqual(["DEL hangs eth0", "DEL first eth0"]);
  expect(await cni.containers()).toEqual([]);
});

test("who comes after a crash detaches what was attached, as it was configured then", async () => {
  writeNetwork("n", ["first", "hangs"]);
  writePlugin(directory.path, "hangs", `[ "$CNI_COMMAND" = DEL ] && exit 0\nsleep 1000`);
  const crashed = await open();
  const stop = new AbortController();
  // Never settles, as in a process that was killed: the record is read while the plugin runs.
  const outcome = refusal(crashed.attach({ containerId: "c", netns }, stop.signal));
  await eventually("the plugin to hang", () => steps().includes("ADD hangs eth0"));
  writeNetwork("n", ["second"]);
  const next = await open();
  expect(await next.attachments("c")).toMatchObject([{ interface: "eth0", netns, result: undefined }]);
  await next.detach("c");
  expect(steps().slice(2)).toEqual(["DEL hangs eth0", "DEL first eth0"]);
  expect(await next.containers()).toEqual([]);
  stop.abort();
  await outcome;
});

test("a namespace that is gone is passed as none", async () => {
  writeNetwork("n", ["first"]);
  const cni = await open();
  await cni.attach({ containerId: "c", netns: directory.join("gone") });
  writePlugin(
    directory.path,
    "first",
    `echo '{"code":999,"msg":"open ${directory.join("gone")}: no such file or directory"}'; exit 1`,
  );
  await cni.detach("c");
  expect(calls().at(-1)).toMatchObject({ operation: "DEL", netns: "" });
});

test("a container is attached once", async () => {
  writeNetwork("n", ["first"]);
  const cni = await open();
  await cni.attach({ containerId: "c", netns });
  const [kind, message] = await refusal(cni.attach({ containerId: "c", netns }));
  expect([kind, message]).toEqual(["already exists", 'attachment of "c" to network "n": already exists']);
  expect(await cni.containers()).toEqual(["c"]);
  expect(steps()).toEqual(["ADD first eth0"]);
});

test("check asks each plugin with the result of ADD, where the version has it", async () => {
  writeNetwork("n", ["first", "second"]);
  const cni = await open();
  expect(await refusal(cni.check("c"))).toEqual([
    "failed precondition",
    'container "c" is not attached to a network: failed precondition',
  ]);
  await cni.attach({ containerId: "c", netns });
  await cni.check("c");
  const checks = calls().filter(({ operation }) => operation === "CHECK");
  expect(checks.map(({ plugin }) => plugin)).toEqual(["first", "second"]);
  expect(checks[0]?.config.prevResult).toMatchObject({ by: "second" });
  writePlugin(directory.path, "second", 'echo \'{"code":100,"msg":"address is gone"}\'; exit 1');
  expect((await refusal(cni.check("c")))[1]).toContain("CNI plugin second CHECK: address is gone");
});

test("versions without an operation, and networks that disable it, are not asked", async () => {
  writeNetwork("a", ["first"], { cniVersion: "0.3.1" });
  writeNetwork("b", ["second"], { cniVersion: "1.1.0", disableCheck: true, disableGC: true });
  const cni = await open({ networks: 0, isSerial: true });
  await cni.attach({ containerId: "c", netns });
  await cni.check("c");
  await cni.collect(new Set(["c"]));
  await cni.status();
  await cni.detach("c");
  expect(steps().slice(2)).toEqual(["STATUS second ", "DEL second eth1", "DEL first eth0"]);
  expect(calls().at(-1)?.config.prevResult).toBeUndefined();
});

test("what a process left that died before it had recorded an attachment goes with the container", async () => {
  writeNetwork("10-net", ["first"]);
  const cni = await open();
  mkdirSync(directory.join("state/c"), { recursive: true });
  writeFileSync(directory.join("state/c/net:eth0.json.unfinished"), "");
  await cni.detach("c");
  expect(readdirSync(directory.join("state"))).toEqual([]);
});

test("a collection detaches what nobody needs and tells plugins what is in use", async () => {
  writeNetwork("n", ["first"], { cniVersion: "1.1.0" });
  const cni = await open();
  await cni.attach({ containerId: "used", netns });
  await cni.attach({ containerId: "stale", netns });
  await cni.collect(new Set(["used", "unknown"]));
  expect(await cni.containers()).toEqual(["used"]);
  const [deleted, collected] = calls().slice(2);
  expect(deleted).toMatchObject({ operation: "DEL", container: "stale" });
  const valid = [{ containerID: "used", ifname: "eth0" }];
  expect(collected).toMatchObject({ operation: "GC", container: "", netns: "" });
  expect(collected?.config).toMatchObject({
    "cni.dev/valid-attachments": valid,
    "cni.dev/attachments": valid,
  });
});

test("plugins free what neither these containers nor others on the same network use, also when one of them fails", async () => {
  writeNetwork("a", ["first", "second"], { cniVersion: "1.1.0" });
  writeNetwork("b", ["second"], { cniVersion: "1.1.0" });
  const other = await open({ stateDirectory: directory.join("other") });
  await other.attach({ containerId: "theirs", netns });
  const cni = await open({ networks: 0, otherStates: [directory.join("other"), directory.join("none")] });
  await cni.attach({ containerId: "mine", netns });
  await cni.attach({ containerId: "stale", netns });
  writePlugin(directory.path, "first", "exit 1");
  const before = calls().length;
  expect((await refusal(cni.freeUnused(new Set(["mine"]))))[1]).toContain("CNI plugin first GC");
  const collected = calls().slice(before);
  expect(collected.map(({ operation, plugin, config }) => `${operation} ${plugin} ${config.name}`)).toEqual([
    "GC first a",
    "GC second a",
    "GC second b",
  ]);
  const [mine, theirs] = ["mine", "theirs"].map((containerID) => ({ containerID, ifname: "eth0" }));
  expect(collected.map(({ config }) => config["cni.dev/valid-attachments"])).toEqual([
    [mine, theirs],
    [mine, theirs],
    [{ containerID: "mine", ifname: "eth1" }],
  ]);
  expect(await cni.containers()).toEqual(["mine", "stale"]);
  writeGoodPlugin(directory.path, "first");
});

test("the status is that of the plugins, and of the configuration", async () => {
  writeNetwork("n", ["first"], { cniVersion: "1.1.0" });
  const cni = await open();
  await cni.status();
  writePlugin(directory.path, "first", 'echo \'{"code":50,"msg":"controller is down"}\'; exit 1');
  expect(await refusal(cni.status())).toEqual([
    "unavailable",
    "CNI plugin first STATUS: controller is down: unavailable",
  ]);
  writeFileSync(directory.join("net.d", "n.conflist"), "{");
  await expect(cni.load()).rejects.toThrow("n.conflist: not JSON");
  expect(await refusal(cni.status())).toEqual(["unavailable", "cni plugin not initialized: unavailable"]);
  expect((await refusal(cni.attach({ containerId: "c", netns })))[0]).toBe("unavailable");
});

test("a plugin that is not installed is found out before any other runs", async () => {
  writeNetwork("a", ["first"]);
  writeNetwork("b", ["second", "missing"]);
  const cni = await open({ networks: 0 });
  expect(await refusal(cni.attach({ containerId: "c", netns }))).toEqual([
    "not found",
    `attach to network "b": CNI plugin "missing" in ${directory.path}: not found`,
  ]);
  expect(pluginCalls(directory.path)).toEqual([]);
  expect(await cni.containers()).toEqual([]);
});

const requests: [change: object, message: string][] = [
  [{ containerId: "../../etc" }, 'container id "../../etc": must begin with'],
  [{ containerId: "" }, 'container id "": must begin with'],
  [{ args: { A: "1;B=2" } }, "has a separator in it"],
  [
    { capabilities: { portMappings: [{ hostPort: 0, containerPort: 1, protocol: "tcp" }] } },
    "port 0 is not between",
  ],
  [
    { capabilities: { portMappings: [{ hostPort: 1, containerPort: 1, protocol: "icmp" }] } },
    '"icmp" is none of',
  ],
  [{ capabilities: { bandwidth: { ingressRate: -1 } } }, "bandwidth.ingressRate -1"],
  [{ capabilities: { ips: ["here"] } }, 'ips: "here" is not an address'],
  [{ capabilities: { mac: "zz" } }, 'mac "zz"'],
];

test("a request that no plugin could serve is refused before anything runs", async () => {
  writeNetwork("n", ["first"]);
  const cni = await open();
  for (const [change, message] of requests) {
    const [kind, text] = await refusal(cni.attach({ containerId: "c", netns, ...change }));
    expect([message, kind]).toEqual([message, "invalid argument"]);
    expect(text).toContain(message);
  }
  const long = await open({ interfacePrefix: "a-very-long-prefix" });
  expect((await refusal(long.attach({ containerId: "c", netns })))[1]).toContain(
    "is not a name of 1 to 15 bytes",
  );
  expect(pluginCalls(directory.path)).toEqual([]);
  expect(existsSync(directory.join("state")) ? readdirSync(directory.join("state")) : []).toEqual([]);
});

test("a result that breaks the specification is a failure of the plugin that gave it", async () => {
  writeNetwork("n", ["bad"]);
  writePlugin(
    directory.path,
    "bad",
    `[ "$CNI_COMMAND" = ADD ] && echo '{"ips":[{"address":"nowhere"}]}'; exit 0`,
  );
  const cni = await open();
  const [kind, message] = await refusal(cni.attach({ containerId: "c", netns }));
  expect(kind).toBe("internal");
  expect(message).toContain('CNI plugin bad ADD: ips[0].address "nowhere" is not an address');
  expect(await cni.containers()).toEqual([]);
});

test("a record that cannot be read is said with its path, and stays", async () => {
  writeNetwork("n", ["first"]);
  const cni = await open();
  await cni.attach({ containerId: "c", netns });
  const file = directory.join("state", "c", "n:eth0.json");
  for (const text of ["{", "{}", '{"kind":"tsrt.cni.attachment.v1","network":{}}']) {
    writeFileSync(file, text);
    const [kind, message] = await refusal(cni.detach("c"));
    expect([text, kind]).toEqual([text, "data loss"]);
    expect(message).toContain(file);
  }
  expect(existsSync(file)).toBe(true);
});
