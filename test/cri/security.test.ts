// What a pod's security context, mounts and devices make of its containers, seen from inside.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import {
  type ContainerConfig,
  type LinuxContainerSecurityContext,
  MountPropagation,
  NamespaceMode,
  SecurityProfileProfileType,
  SupplementalGroupsPolicy,
} from "../../src/rpc/gen/cri.ts";
import type { Init } from "../../src/rpc/message.ts";
import { CriNode, criImage } from "../harness/cri-node.ts";
import { type Scratch, scratch } from "../harness/scratch.ts";

setDefaultTimeout(60_000);

let node: CriNode;
let pod: string;
let directory: Scratch;
let count = 0;

beforeAll(async () => {
  node = await CriNode.start();
  directory = scratch();
  const linux = {
    securityContext: { privileged: true },
    sysctls: { "net.ipv4.ip_local_port_range": "4000 5000" },
  };
  pod = await node.runPod("p", 0, { linux, dnsConfig: { servers: ["10.1.2.3"], options: ["ndots:8"] } });
});
afterAll(async () => {
  await node[Symbol.asyncDispose]();
  directory[Symbol.dispose]();
});

/** What a container prints; it has ended. */
async function output(script: string, config: Init<ContainerConfig>): Promise<string[]> {
  const name = `c${count++}`;
  // The log has the order of two streams as they came, which need not be that of their writer.
  const containerId = await node.create(pod, "p", name, `exec 2>&1; ${script}`, {
    ...config,
    logPath: `${name}.log`,
  });
  await (await node.runtime()).startContainer({ containerId });
  await node.exited(containerId);
  return node.log("p", name).map((line) => line.replace(/^\w+ F /, ""));
}

function secured(script: string, securityContext: Init<LinuxContainerSecurityContext>): Promise<string[]> {
  return output(script, { linux: { securityContext } });
}

test("user and groups: of the image, asked for, merged and strict", async () => {
  const guest = { runAsUser: { value: 1000n }, supplementalGroups: [1234n] };
  const strict = { ...guest, supplementalGroupsPolicy: SupplementalGroupsPolicy.Strict };
  const named = { runAsUsername: "guest", runAsGroup: { value: 7n } };
  expect(await secured("id -u; id -g; id -G", guest)).toEqual(["1000", "1000", "1000 50 1234"]);
  expect(await secured("id -G", strict)).toEqual(["1000 1234"]);
  expect(await secured("id -u; id -g; id -G", named)).toEqual(["1000", "7", "7 50"]);
  await expect(secured("id", { runAsGroup: { value: 7n } })).rejects.toThrow("without user");
});

test("the status says whom a container runs as, also after a restart of the daemon", async () => {
  const securityContext = { runAsUser: { value: 1000n }, supplementalGroups: [1234n] };
  const containerId = await node.create(pod, "p", "user", "true", { linux: { securityContext } });
  const user = { uid: 1000n, gid: 1000n, supplementalGroups: [1000n, 50n, 1234n] };
  const shown = async () =>
    (await (await node.runtime()).containerStatus({ containerId })).status?.user?.linux;
  expect(await shown()).toEqual(user);
  await node.restart();
  expect(await shown()).toEqual(user);
});

test("capabilities are added, dropped and made ambient; nothing else is inheritable", async () => {
  const mask = async (capabilities: Init<LinuxContainerSecurityContext>["capabilities"]) =>
    secured("grep Cap /proc/self/status", { capabilities, runAsUser: { value: 0n } });
  const values = (lines: string[]) => lines.map((line) => BigInt(`0x${line.split("\t")[1]}`));
  const dropped = values(await mask({ dropCapabilities: ["ALL"], addCapabilities: ["net_admin"] }));
  expect(dropped).toEqual([0n, 1n << 12n, 1n << 12n, 1n << 12n, 0n]);
  const ambient = values(await mask({ dropCapabilities: ["ALL"], addAmbientCapabilities: ["KILL"] }));
  expect(ambient).toEqual([1n << 5n, 1n << 5n, 1n << 5n, 1n << 5n, 1n << 5n]);
});

test("seccomp: none unless it is asked for, the default, a file, an older name", async () => {
  const filter = directory.join("no-chmod.json");
  const rule = { names: ["chmod", "fchmodat", "fchmodat2"], action: "SCMP_ACT_ERRNO" };
  writeFileSync(filter, JSON.stringify({ defaultAction: "SCMP_ACT_ALLOW", syscalls: [rule] }));
  const mode = "grep '^Seccomp:' /proc/self/status";
  const { RuntimeDefault, Localhost } = SecurityProfileProfileType;
  expect(await secured(mode, {})).toEqual(["Seccomp:\t0"]);
  expect(await secured(mode, { seccomp: { profileType: RuntimeDefault } })).toEqual(["Seccomp:\t2"]);
  const local = { seccomp: { profileType: Localhost, localhostRef: filter } };
  const chmod = "chmod 400 /tmp && echo done || echo refused";
  expect((await secured(chmod, local)).at(-1)).toBe("refused");
  expect((await secured(chmod, { seccompProfilePath: `localhost/${filter}` })).at(-1)).toBe("refused");
  expect(await secured(chmod, { ...local, privileged: true })).toEqual(["done"]);
  await expect(secured("true", { seccompProfilePath: "strange" })).rejects.toThrow("invalid seccomp profile");
});

test("paths are hidden and read-only as asked, and not at all for what is privileged", async () => {
  const paths = { maskedPaths: ["/www/index.html"], readonlyPaths: ["/tmp"] };
  const script = "wc -c < /www/index.html; touch /tmp/x && echo written || echo refused";
  const { length } = "hello from a container\n";
  expect(await secured(script, paths)).toEqual(["0", expect.stringContaining("Read-only"), "refused"]);
  expect(await secured(script, {})).toEqual([String(length), "written"]);
  expect(await secured(script, { ...paths, privileged: true })).toEqual([String(length), "written"]);
});

test("the process ids of a container are its own, of its pod, of the host or of another container", async () => {
  const pids = (namespaceOptions: Init<LinuxContainerSecurityContext>["namespaceOptions"]) =>
    secured("readlink /proc/self/ns/pid", { namespaceOptions });
  const target = await node.create(pod, "p", "target", "readlink /proc/self/ns/pid; sleep 1000", {
    linux: { securityContext: { namespaceOptions: { pid: NamespaceMode.CONTAINER } } },
  });
  await (await node.runtime()).startContainer({ containerId: target });
  const [ofHost] = await pids({ pid: NamespaceMode.NODE });
  const [ofPod] = await pids({ pid: NamespaceMode.POD });
  const [own] = await pids({ pid: NamespaceMode.CONTAINER });
  const [ofTarget] = await pids({ pid: NamespaceMode.TARGET, targetId: target });
  expect(ofTarget ?? "").toBe(node.log("p", "target")[0]?.replace("stdout F ", "") ?? "none");
  expect(new Set([ofHost, ofPod, own, ofTarget]).size).toBe(4);
  await (await node.runtime()).removeContainer({ containerId: target });
});

test("mounts: missing paths are made, links followed, deep ones not hidden, read-only ones recursive", async () => {
  const [missing, real, link] = ["missing/deep", "real", "link"].map((name) => directory.join(name));
  mkdirSync(`${real}/inner`, { recursive: true });
  symlinkSync(real as string, link as string);
  const mounts = [
    { hostPath: real as string, containerPath: "/data/inner" },
    { hostPath: missing as string, containerPath: "/data" },
    { hostPath: link as string, containerPath: "/ro", readonly: true, recursiveReadOnly: true },
  ];
  const script = "touch /data/a /data/inner/b; touch /ro/c 2>/dev/null || echo refused";
  expect(await output(script, { mounts })).toEqual(["refused"]);
  expect([`${missing}/a`, `${real}/b`].filter((path) => !existsSync(path))).toEqual([]);
  const shared = { propagation: MountPropagation.PROPAGATION_BIDIRECTIONAL };
  const wrong: [Init<ContainerConfig["mounts"][number]>, string][] = [
    [{ readonly: false, recursiveReadOnly: true }, "not read-only"],
    [{ ...shared, readonly: true, recursiveReadOnly: true }, ""],
    [{ uidMappings: [{ hostId: 1000, containerId: 0, length: 1 }] }, "mapped together"],
    [{ hostPath: "relative" }, "not absolute"],
    [{ containerPath: "relative" }, "not absolute"],
  ];
  for (const [mount, message] of wrong) {
    const whole = { hostPath: real as string, containerPath: "/x", ...mount };
    await expect(output("true", { mounts: [whole] })).rejects.toThrow(message);
  }
});

test("an image is a read-only volume, whole or a directory of it, and is not left behind", async () => {
  const mount = { containerPath: "/image", readonly: true, image: { image: criImage } };
  const script = "cat /image/www/index.html; touch /image/x 2>/dev/null || echo refused";
  expect(await output(script, { mounts: [mount] })).toEqual(["hello from a container", "refused"]);
  const below = { ...mount, imageSubPath: "www" };
  expect(await output("cat /image/index.html", { mounts: [below] })).toEqual(["hello from a container"]);
  for (const [wrong, message] of [
    [{ imageSubPath: "absent" }, "absent"],
    [{ readonly: false }, "read-only"],
    [{ image: { image: "docker.io/library/absent:1" } }, "absent"],
  ] as const) {
    await expect(output("true", { mounts: [{ ...mount, ...wrong }] })).rejects.toThrow(message);
  }
});

test("devices are those that kubelet gives, and all of the host's for what is privileged", async () => {
  const devices = [{ hostPath: "/dev/null", containerPath: "/dev/nothing", permissions: "rw" }];
  const config = { devices, linux: { securityContext: {} } };
  expect(await output("echo x > /dev/nothing && echo written; ls /dev/loop-control", config)).toEqual([
    "written",
    expect.stringContaining("No such file"),
  ]);
  const all = await secured("ls /dev", { privileged: true });
  expect(all.join(" ")).toContain("kmsg");
});

test("pods have sysctls, DNS settings and a host name, and limits reach the cgroup", async () => {
  const show =
    "cat /proc/sys/net/ipv4/ip_local_port_range /etc/resolv.conf /etc/hostname; hostname; echo $HOSTNAME";
  expect(await output(show, {})).toEqual([
    "4000\t5000",
    "nameserver 10.1.2.3",
    "options ndots:8",
    "p",
    "p",
    "p",
  ]);
  const resources = { cpuShares: 77n, memoryLimitInBytes: 64n << 20n, oomScoreAdj: 500n };
  const containerId = await node.create(pod, "p", "limits", "sleep 1000", { linux: { resources } });
  const runtime = await node.runtime();
  await runtime.startContainer({ containerId });
  const { info } = await runtime.containerStatus({ containerId, verbose: true });
  const { pid, runtimeSpec } = JSON.parse(info?.info ?? "{}");
  expect(readFileSync(`/proc/${pid}/oom_score_adj`, "utf8").trim()).toBe("500");
  expect(runtimeSpec.linux.resources).toMatchObject({ cpu: { shares: 77 }, memory: { limit: 64 << 20 } });
  await runtime.removeContainer({ containerId });
});
