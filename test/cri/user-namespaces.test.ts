// Pods with user namespaces, seen from inside and from the host. Their files need a runtime that maps the ids of mounts, which runc
// does from 1.2 on: without one, what such a pod is refused with is tested alone.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type ContainerConfig,
  NamespaceMode,
  type NamespaceOption,
  type PodSandboxConfig,
  type UserNamespace,
} from "../../src/rpc/gen/cri.ts";
import type { Init } from "../../src/rpc/message.ts";
import { environment, eventually } from "../harness/command.ts";
import { CriNode, criImage } from "../harness/cri-node.ts";
import { writeArchive } from "../harness/image.ts";

setDefaultTimeout(60_000);

const { POD, NODE } = NamespaceMode;
const hostRoot = 300_000;
const mapping = [{ containerId: 0, hostId: hostRoot, length: 65_536 }];
const inPod: Init<UserNamespace> = { mode: POD, uids: mapping, gids: mapping };

function mapsIds(program: string): boolean {
  const { stdout } = spawnSync(program, ["features"], { encoding: "utf8", env: environment });
  try {
    return JSON.parse(stdout).linux.mountExtensions.idmap.enabled === true;
  } catch {
    return false;
  }
}

const canMap = mapsIds(Bun.which("runc", environment) ?? "runc");
/** One without id mappings, under which nothing of this works. */
const oldRunc = ["/usr/sbin/runc", "/usr/bin/runc"].find((path) => existsSync(path) && !mapsIds(path));

const handlers = `
[plugins."io.containerd.cri.v1.runtime".containerd]
default_runtime_name = "runc"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.old]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.old.options]
BinaryName = "${oldRunc ?? "/bin/false"}"
`;

const options = (
  usernsOptions: Init<UserNamespace>,
  more: Init<NamespaceOption> = {},
): Init<NamespaceOption> => ({
  ...more,
  usernsOptions,
});

const podWith = (namespaceOptions: Init<NamespaceOption>, sysctls = {}): Init<PodSandboxConfig> => ({
  linux: { securityContext: { namespaceOptions, privileged: true }, sysctls },
});

const containerWith = (namespaceOptions: Init<NamespaceOption>, more: Init<ContainerConfig> = {}) => ({
  ...more,
  linux: { securityContext: { ...more.linux?.securityContext, namespaceOptions } },
});

/** The container's root has to pass through the directories of the test. */
async function startNode(config: string): Promise<CriNode> {
  const node = await CriNode.start({ config: `${handlers}${config}` });
  chmodSync(node.daemon.directory.path, 0o711);
  return node;
}

async function run(
  node: CriNode,
  podId: string,
  pod: string,
  name: string,
  script: string,
  more: Init<ContainerConfig> = {},
): Promise<string[]> {
  const config = containerWith(options(inPod), more);
  const containerId = await node.create(podId, pod, name, `exec 2>&1; ${script}`, config);
  await (await node.runtime()).startContainer({ containerId });
  await node.exited(containerId);
  return node.log(pod, name).map((line) => line.replace(/^\w+ F /, ""));
}

describe("what is asked for", () => {
  let node: CriNode;
  beforeAll(async () => {
    node = await startNode("");
  });
  afterAll(() => node[Symbol.asyncDispose]());

  const wrong: [string, Init<UserNamespace>, string][] = [
    [
      "several mappings",
      { ...inPod, uids: [...mapping, ...mapping] },
      "only one mapping line supported, got 2",
    ],
    [
      "an empty range",
      { ...inPod, gids: [{ containerId: 0, hostId: 1, length: 0 }] },
      "invalid mapping length: 0",
    ],
    [
      "ids past the last",
      { ...inPod, uids: [{ containerId: 0, hostId: 4294967000, length: 65536 }] },
      "past the last id",
    ],
    ["no mappings", { mode: POD }, "needs UID and GID mappings"],
    ["no mapping of groups", { mode: POD, uids: mapping }, "needs UID and GID mappings"],
    ["none of root", { ...inPod, uids: [{ containerId: 1, hostId: 1, length: 1 }] }, "mappings of root"],
    ["mappings in the host's namespace", { ...inPod, mode: NODE }, "mode NODE has no mappings"],
    ["another container's", { ...inPod, mode: NamespaceMode.TARGET }, "unsupported mode"],
  ];

  test("what cannot be is refused by its rule, and nothing is left", async () => {
    for (const [what, userns, message] of wrong) {
      const refused = node.runPod("wrong", 0, podWith(options(userns))).catch(String);
      expect([what, await refused]).toEqual([what, expect.stringContaining(message)]);
    }
    expect(await node.leftovers()).toEqual([]);
  });

  test("a container has the user namespace of its pod, and no other", async () => {
    const pod = await node.runPod("plain", 0, podWith(options({ mode: NODE })));
    const config = containerWith(options(inPod));
    await expect(node.create(pod, "plain", "c", "true", config)).rejects.toThrow("different from container");
    await node.create(pod, "plain", "same", "true", containerWith(options({ mode: NODE })));
  });

  test.skipIf(oldRunc === undefined)(
    "a runtime that cannot map ids: no feature, and a refusal by name",
    async () => {
      const { runtimeHandlers } = await (await node.runtime()).status({ verbose: false });
      const features = Object.fromEntries(
        runtimeHandlers.map(({ name, features: told }) => [name, told?.userNamespaces]),
      );
      expect(features).toEqual({ "": canMap, old: false, runc: canMap });
      const refused = node.runPod("old", 0, { ...podWith(options(inPod)), handler: "old" });
      await expect(refused).rejects.toThrow('not supported: runtime handler "old"');
      const pod = await node.runPod("mounts", 0, { handler: "old" });
      const mounts = [{ hostPath: "/tmp", containerPath: "/t", uidMappings: mapping, gidMappings: mapping }];
      await expect(node.create(pod, "mounts", "c", "true", { mounts })).rejects.toThrow(
        "idmap mounts are not supported",
      );
    },
  );

  test.skipIf(!canMap)(
    "a pod in the host's network has users of its own all the same (needs runc 1.2)",
    async () => {
      const wanted = options(inPod, { network: NODE, pid: NamespaceMode.CONTAINER });
      const pod = await node.runPod("h", 0, podWith(wanted));
      const script = "tr -s ' ' < /proc/self/uid_map; readlink /proc/self/ns/net; ls -d /sys/class/net/lo";
      const containerId = await node.create(pod, "h", "c", script, containerWith(wanted));
      await (await node.runtime()).startContainer({ containerId });
      await node.exited(containerId);
      const [ids, network, loopback] = node.log("h").map((line) => line.replace(/^\w+ F /, ""));
      expect([ids, network]).toEqual([` 0 ${hostRoot} 65536`, readlinkSync("/proc/self/ns/net")]);
      expect(loopback).toBe("/sys/class/net/lo");
    },
  );
});

describe.skipIf(!canMap).each(["always", "when-needed"])("a pod with pause %s (needs runc 1.2)", (pause) => {
  let node: CriNode;
  let pod: string;
  beforeAll(async () => {
    node = await startNode(`[plugins."io.containerd.cri.v1.runtime"]\npause = "${pause}"\n`);
    const sysctls = { "net.ipv4.ip_local_port_range": "4000 5000", "kernel.shm_rmid_forced": "1" };
    pod = await node.runPod("p", 0, podWith(options(inPod, { pid: NamespaceMode.CONTAINER }), sysctls));
  });
  afterAll(() => node[Symbol.asyncDispose]());

  const inside = (name: string, script: string, more: Init<ContainerConfig> = {}) =>
    run(node, pod, "p", name, script, more);

  test("ids are mapped, files of the image and of the pod are root's, and what root writes is not the host's root's", async () => {
    const script = `cat /proc/self/uid_map /proc/self/gid_map | tr -s ' '
      stat -c %u:%g /bin/busybox / /etc/hosts /etc/resolv.conf /etc/hostname /dev/shm /sys /proc/sys
      hostname; cat /proc/sys/net/ipv4/ip_local_port_range /proc/sys/kernel/shm_rmid_forced
      echo 4100 5000 > /proc/sys/net/ipv4/ip_local_port_range && echo changed
      touch /etc/hosts /dev/shm/x /new && id -u`;
    const line = ` 0 ${hostRoot} 65536`;
    const linux = { securityContext: { capabilities: { addCapabilities: ["NET_ADMIN"] } } };
    expect(await inside("ids", script, { linux })).toEqual([
      ...[line, line],
      ...["0:0", "0:0", "0:0", "0:0", "0:0", "65534:65534", "65534:65534", "65534:65534"],
      ...["p", "4000\t5000", "1", "changed", "0"],
    ]);
  });

  test("a volume's owners are mapped as asked; other users can open their standard output", async () => {
    const volume = node.file("volume");
    mkdirSync(volume);
    chownSync(volume, 1000, 1000);
    const mounts = [{ hostPath: volume, containerPath: "/v", uidMappings: mapping, gidMappings: mapping }];
    const linux = { securityContext: { runAsUser: { value: 1000n } } };
    const script = "stat -c %u:%g /v; touch /v/x; echo out > /dev/stdout; id -u";
    expect(await inside("volume", script, { mounts, linux })).toEqual(["1000:1000", "out", "1000"]);
    expect(statSync(join(volume, "x"))).toMatchObject({ uid: 1000, gid: 1000 });
  });

  test("an image as a volume belongs to root", async () => {
    const mounts = [{ containerPath: "/image", readonly: true, image: { image: criImage } }].map((mount) => ({
      ...mount,
      uidMappings: mapping,
      gidMappings: mapping,
    }));
    expect(await inside("image", "stat -c %u:%g /image/bin/busybox", { mounts })).toEqual(["0:0"]);
  });

  test("a volume that the image declares has the owners that the image's files have", async () => {
    const [name, layer, archive] = [
      "docker.io/library/declared:1",
      node.file("layer"),
      node.file("image.tar"),
    ];
    mkdirSync(join(layer, "data"), { recursive: true });
    writeFileSync(join(layer, "data/file"), "");
    chownSync(join(layer, "data/file"), 1000, 50);
    await writeArchive(archive, { name, layers: [layer], config: { Volumes: { "/data": {} } } });
    await node.daemon.ctr("-n", "k8s.io", "image", "import", archive);
    const script = "touch /data/new; stat -c %u:%g /data /data/file /data/new";
    expect(await inside("declared", script, { image: { image: name } })).toEqual(["0:0", "1000:50", "0:0"]);
  });

  test("a device of the host has another name in it as well", async () => {
    const devices = [
      { hostPath: "/dev/zero", containerPath: "/dev/mine", permissions: "rw" },
      { hostPath: "/dev/full", containerPath: "/dev/full", permissions: "rw" },
    ];
    const script = "head -c 3 /dev/mine | wc -c; head -c 2 /dev/full | wc -c";
    expect(await inside("devices", script, { devices })).toEqual(["3", "2"]);
  });

  test("what is privileged in it has no power over the host", async () => {
    const script = `grep -c 'CapEff:.*fff' /proc/self/status; mount -t tmpfs x /tmp && echo mounted
      for file in /dev/kmsg /proc/sys/kernel/panic /proc/sysrq-trigger; do true >> $file || echo refused; done`;
    const linux = { securityContext: { privileged: true } };
    expect(await inside("privileged", `(${script}) 2>/dev/null`, { linux })).toEqual([
      ...["1", "mounted", "refused", "refused", "refused"],
    ]);
  });

  test("the pod goes on under the next daemon, with its namespaces, and nothing of it is left", async () => {
    const config = containerWith(options(inPod));
    const containerId = await node.create(pod, "p", "long", "echo up; exec sleep 1000", config);
    await (await node.runtime()).startContainer({ containerId });
    await eventually("the container to run", () => node.log("p", "long").length > 0 || undefined);
    await node.restart();
    const runtime = await node.runtime();
    const { stdout } = await runtime.execSync({
      containerId,
      cmd: ["/bin/cat", "/proc/self/uid_map"],
      timeout: 10n,
    });
    expect(Buffer.from(stdout).toString()).toContain(String(hostRoot));
    expect((await inside("after", "readlink /proc/self/ns/user")).length).toBe(1);
    await node.removeAll();
    await eventually("the last shim to end", async () => (await node.leftovers()).length === 0 || undefined);
  });
});
