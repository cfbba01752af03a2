// The real plugins of Debian's containernetworking-plugins. They run in a network namespace of the test's own that stands
// in for the host's, so that their bridges, rules and addresses are nobody else's.
import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { CapabilityArguments } from "../../../src/cni/capabilities.ts";
import { type Attached, Cni } from "../../../src/cni/cni.ts";
import type { LoopbackBy } from "../../../src/cni/loopback.ts";
import { addressesOf } from "../../../src/cni/summary.ts";
import { createNamespace, deleteNamespace } from "../../../src/linux/namespaces.ts";
import { command, succeed } from "../../harness/command.ts";
import { scratch } from "../../harness/scratch.ts";

const real = "/usr/lib/cni";
const directory = scratch();
const host = directory.join("host");
const pod = directory.join("pod");
const inside = (namespace: string, ...argv: string[]): Promise<string> =>
  succeed(["nsenter", `--net=${namespace}`, ...argv]);

beforeAll(async () => {
  for (const namespace of [host, pod]) {
    createNamespace({ type: "network", path: namespace });
  }
  await inside(host, "ip", "link", "set", "lo", "up");
  mkdirSync(directory.join("bin"));
  for (const name of readdirSync(real)) {
    const file = directory.join("bin", name);
    writeFileSync(file, `#!/bin/sh\nexec nsenter --net=${host} ${real}/${name}\n`);
    chmodSync(file, 0o755);
  }
});
afterAll(() => {
  for (const namespace of [host, pod]) {
    deleteNamespace(namespace);
  }
  directory[Symbol.dispose]();
});
beforeEach(() => {
  rmSync(directory.join("net.d"), { recursive: true, force: true });
  mkdirSync(directory.join("net.d"));
});

const ipam = (subnet: string) => ({
  type: "host-local",
  dataDir: directory.join("ipam"),
  ranges: [[{ subnet }]],
  routes: [{ dst: "0.0.0.0/0" }],
});
const bridge = (name: string, subnet: string) => ({
  type: "bridge",
  bridge: name,
  isGateway: true,
  ipam: ipam(subnet),
});

function writeNetwork(name: string, plugins: readonly object[], cniVersion = "1.0.0"): void {
  const text = JSON.stringify({ name, cniVersion, plugins });
  writeFileSync(directory.join("net.d", `${name}.conflist`), text);
}

async function open(networks = 1, loopback: LoopbackBy = "plugin"): Promise<Cni> {
  const cni = new Cni({
    configDirectory: directory.join("net.d"),
    pluginDirectories: [directory.join("bin")],
    stateDirectory: directory.join("state"),
    networks,
    loopback,
  });
  await cni.load();
  return cni;
}

const addresses = (attached: readonly Attached[]): string[] =>
  addressesOf(attached.map(({ result }) => result));
const reserved = (network: string): string[] => {
  const path = directory.join("ipam", network);
  return existsSync(path) ? readdirSync(path).filter((name) => /^\d+\./.test(name)) : [];
};

test("a bridge in every version of the specification that the plugins know", async () => {
  for (const [index, version] of ["0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0"].entries()) {
    const name = `v${index}`;
    rmSync(directory.join("net.d"), { recursive: true });
    mkdirSync(directory.join("net.d"));
    writeNetwork(name, [bridge(`br${index}`, `10.80.${index}.0/24`)], version);
    const cni = await open();
    const attached = await cni.attach({ containerId: `c${index}`, netns: pod });
    const [address = ""] = addresses(attached);
    expect([version, address]).toEqual([version, `10.80.${index}.2`]);
    expect(await inside(pod, "ip", "-o", "-4", "addr", "show", "eth0")).toContain(`${address}/24`);
    expect(await inside(pod, "ip", "-o", "-4", "addr", "show", "lo")).toContain("127.0.0.1/8");
    expect(reserved(name)).toEqual([address]);
    await cni.check(`c${index}`);
    await cni.detach(`c${index}`);
    expect(reserved(name)).toEqual([]);
    expect(await inside(pod, "ip", "-o", "link")).not.toContain("eth0");
  }
}, 60_000);

test("two networks, and what check finds when an address is gone", async () => {
  writeNetwork("a", [bridge("br-a", "10.81.1.0/24")]);
  writeNetwork("b", [bridge("br-b", "10.81.2.0/24")]);
  const cni = await open(0);
  const attached = await cni.attach({ containerId: "two", netns: pod });
  expect(addresses(attached)).toEqual(["10.81.1.2", "10.81.2.2"]);
  await cni.check("two");
  await inside(pod, "ip", "addr", "flush", "dev", "eth1");
  await expect(cni.check("two")).rejects.toThrow();
  await cni.detach("two");
  expect([reserved("a"), reserved("b")]).toEqual([[], []]);
}, 60_000);

test("port mappings, addresses and the hardware address are what was asked for", async () => {
  const plugin = { ...bridge("br-p", "10.82.0.0/24"), capabilities: { ips: true, mac: true } };
  writeNetwork("ports", [plugin, { type: "portmap", capabilities: { portMappings: true } }]);
  const capabilities: CapabilityArguments = {
    ips: ["10.82.0.77/24"],
    mac: "0a:58:0a:52:00:4d",
    portMappings: [{ hostPort: 18_080, containerPort: 80, protocol: "tcp" }],
  };
  const cni = await open();
  const attached = await cni.attach({ containerId: "ports", netns: pod, capabilities });
  expect(addresses(attached)).toEqual(["10.82.0.77"]);
  expect(await inside(pod, "ip", "-o", "link", "show", "eth0")).toContain("0a:58:0a:52:00:4d");
  const rules = (): Promise<string> => inside(host, "iptables", "-t", "nat", "-S");
  expect(await rules()).toContain("--dport 18080 -j DNAT --to-destination 10.82.0.77:80");
  await (await open()).detach("ports");
  expect(await rules()).not.toContain("18080");
  expect(reserved("ports")).toEqual([]);
}, 60_000);

test("limits of the traffic, and addresses from the ranges that are asked for", async () => {
  const { ranges: _, ...unranged } = ipam("10.85.0.0/24");
  writeNetwork("limits", [
    { ...bridge("br-w", ""), ipam: unranged, capabilities: { ipRanges: true } },
    { type: "bandwidth", capabilities: { bandwidth: true } },
  ]);
  const capabilities: CapabilityArguments = {
    ipRanges: [[{ subnet: "10.85.0.0/24", rangeStart: "10.85.0.100", rangeEnd: "10.85.0.110" }]],
    bandwidth: { ingressRate: 8_000_000, ingressBurst: 80_000 },
  };
  const cni = await open();
  const attached = await cni.attach({ containerId: "limits", netns: pod, capabilities });
  expect(addresses(attached)).toEqual(["10.85.0.100"]);
  expect(await inside(host, "tc", "qdisc", "show")).toMatch(/tbf .* rate 8Mbit/);
  await cni.detach("limits");
  expect(reserved("limits")).toEqual([]);
}, 60_000);

test("the loopback interface comes up without a plugin, too", async () => {
  const fresh = directory.join("fresh");
  createNamespace({ type: "network", path: fresh });
  writeNetwork("plain", [bridge("br-f", "10.86.0.0/24")]);
  const cni = await open(1, "itself");
  await cni.attach({ containerId: "fresh", netns: fresh });
  const shown = await inside(fresh, "ip", "-o", "addr", "show", "lo");
  expect(shown).toContain("127.0.0.1/8");
  await cni.detach("fresh");
  deleteNamespace(fresh);
}, 60_000);

test("a plugin late in the list that fails leaves neither an interface nor an address", async () => {
  writeNetwork("late", [
    bridge("br-l", "10.83.0.0/24"),
    { type: "tuning", sysctl: { "net.ipv4.conf.eth0.no_such_setting": "1" } },
  ]);
  const cni = await open();
  await expect(cni.attach({ containerId: "late", netns: pod })).rejects.toThrow('attach to network "late"');
  expect(reserved("late")).toEqual([]);
  expect(await inside(pod, "ip", "-o", "link")).not.toContain("eth0");
  expect(await cni.containers()).toEqual([]);
}, 60_000);

test("a container whose namespace is gone is detached, and its address is free again", async () => {
  const gone = directory.join("gone");
  createNamespace({ type: "network", path: gone });
  writeNetwork("gone", [
    bridge("br-g", "10.84.0.0/24"),
    { type: "portmap", capabilities: { portMappings: true } },
  ]);
  const portMappings = [{ hostPort: 18_081, containerPort: 80, protocol: "tcp" }] as const;
  const cni = await open();
  await cni.attach({ containerId: "gone", netns: gone, capabilities: { portMappings } });
  expect(reserved("gone")).toHaveLength(1);
  deleteNamespace(gone);
  await (await open()).detach("gone");
  expect(reserved("gone")).toEqual([]);
  expect(await inside(host, "iptables", "-t", "nat", "-S")).not.toContain("18081");
}, 60_000);

/** Attaches in a process that is then killed, as a daemon or a command may be. */
const crashing = `
  import { Cni } from ${JSON.stringify(new URL("../../../src/cni/cni.ts", import.meta.url).pathname)};
  const [configDirectory, bin, stateDirectory, netns] = process.argv.slice(1);
  const cni = new Cni({ configDirectory, pluginDirectories: [bin], stateDirectory });
  await cni.load();
  await cni.attach({ containerId: "crashed", netns });
  process.kill(process.pid, "SIGKILL");
`;

test("what a process attached before it was killed is detached by the next one", async () => {
  writeNetwork("crash", [bridge("br-c", "10.85.0.0/24")]);
  const paths = [directory.join("net.d"), directory.join("bin"), directory.join("state"), pod];
  const { stderr, status } = await command([process.execPath, "-e", crashing, ...paths]);
  expect([stderr, status]).toEqual(["", 137]);
  expect(reserved("crash")).toEqual(["10.85.0.2"]);
  expect(readFileSync(directory.join("ipam", "crash", "10.85.0.2"), "utf8")).toContain("crashed");
  rmSync(directory.join("net.d", "crash.conflist"));
  writeNetwork("other", [bridge("br-o", "10.86.0.0/24")]);
  const next = await open();
  expect(await next.containers()).toEqual(["crashed"]);
  await next.collect(new Set());
  expect(reserved("crash")).toEqual([]);
  expect(await inside(pod, "ip", "-o", "link")).not.toContain("eth0");
}, 60_000);
