import { expect, test } from "bun:test";
import { jsonNumber } from "../../core/exact-json.ts";
import type { Spec } from "../../oci/spec/index.ts";
import { ContainerConfig } from "../../rpc/gen/cri.ts";
import { Container } from "../../rpc/gen/nri.ts";
import { complete } from "../../rpc/message.ts";
import { newContainerMessage } from "./container.ts";

const record = {
  id: "id",
  name: "c_p_d_u_0",
  podId: "pod",
  config: complete(ContainerConfig, {
    metadata: { name: "c" },
    labels: { app: "x" },
    annotations: { of: "kubelet" },
    CDIDevices: [{ name: "a.b/c=d" }],
    linux: { securityContext: { seccomp: { profileType: 2, localhostRef: "/profile" } } },
  }),
  imageId: "sha256:config",
  imageName: "docker.io/library/x:1",
  imageDigest: "sha256:manifest",
  logPath: "",
  stopSignal: "",
  processLabel: "",
};

const spec: Spec = {
  ociVersion: "1.2.1",
  process: {
    user: { uid: 1, gid: 2, additionalGids: [2, 3] },
    cwd: "/",
    args: ["sh"],
    env: ["A=b"],
    rlimits: [{ type: "RLIMIT_CORE", soft: 0, hard: jsonNumber(18_446_744_073_709_551_615n) }],
    oomScoreAdj: -3,
    ioPriority: { class: "IOPRIO_CLASS_IDLE", priority: 1 },
    scheduler: { policy: "SCHED_BATCH", nice: 2, flags: ["SCHED_FLAG_RECLAIM"] },
  },
  mounts: [{ destination: "/a", type: "bind", source: "/b", options: ["ro"] }],
  annotations: { of: "spec", more: "1" },
  hooks: { poststop: [{ path: "/hook", timeout: 4 }] },
  linux: {
    namespaces: [{ type: "pid" }, { type: "ipc", path: "/i" }],
    devices: [{ path: "/dev/x", type: "c", major: 1, minor: 2, uid: 0 }],
    cgroupsPath: "/g",
    sysctl: { a: "b" },
    netDevices: { eth0: { name: "e" } },
    intelRdt: { closID: "gold" },
    seccomp: {
      defaultAction: "SCMP_ACT_ALLOW",
      syscalls: [{ names: ["x"], action: "SCMP_ACT_ERRNO", errnoRet: 1 }],
    },
    resources: {
      memory: { limit: 9, disableOOMKiller: false },
      cpu: { shares: 10, cpus: "0" },
      pids: { limit: 11 },
      devices: [{ allow: true, access: "r", major: 0 }],
      hugepageLimits: [{ pageSize: "2MB", limit: 12 }],
      unified: { f: "v" },
    },
  },
};

const message = complete(Container, newContainerMessage(record, spec));

test("a plugin sees what kubelet asked for and what the runtime will get", () => {
  expect(message).toMatchObject({ id: "id", podSandboxId: "pod", name: "c", args: ["sh"], env: ["A=b"] });
  expect(message.labels).toEqual({ app: "x", "io.cri-containerd.kind": "container" });
  expect(message.annotations).toEqual({ of: "kubelet", more: "1" });
  expect(message.mounts).toMatchObject([{ destination: "/a", type: "bind", source: "/b", options: ["ro"] }]);
  expect(message.hooks?.poststop[0]).toMatchObject({ path: "/hook", timeout: { value: 4n } });
  expect(message.user).toMatchObject({ uid: 1, gid: 2, additionalGids: [2, 3] });
  expect(message.CDIDevices).toMatchObject([{ name: "a.b/c=d" }]);
  expect(message.image).toMatchObject({
    ...{ name: record.imageName, digest: record.imageDigest, configDigest: record.imageId },
  });
});

test("numbers have all their digits, and one that is not given differs from 0", () => {
  expect(message.rlimits[0]?.hard).toBe(18_446_744_073_709_551_615n);
  const { memory, cpu, pids, devices, hugepageLimits, unified } = message.linux?.resources ?? {};
  expect([memory?.limit?.value, memory?.disableOomKiller?.value]).toEqual([9n, false]);
  expect([memory?.swap, cpu?.quota]).toEqual([null, null]);
  expect([cpu?.shares?.value, cpu?.cpus, pids?.limit]).toEqual([10n, "0", 11n]);
  expect([devices?.[0]?.major?.value, devices?.[0]?.minor]).toEqual([0n, null]);
  expect([hugepageLimits?.[0]?.limit, unified?.f]).toEqual([12n, "v"]);
  expect([message.linux?.devices[0]?.uid?.value, message.linux?.devices[0]?.gid]).toEqual([0, null]);
});

test("the part that only Linux has", () => {
  const { linux } = message;
  expect(linux?.namespaces).toMatchObject([{ type: "pid" }, { type: "ipc", path: "/i" }]);
  expect(linux).toMatchObject({ cgroupsPath: "/g", sysctl: { a: "b" }, oomScoreAdj: { value: -3n } });
  expect(linux?.netDevices.eth0?.name).toBe("e");
  expect(linux?.rdt?.closId?.value).toBe("gold");
  expect([linux?.ioPriority?.class, linux?.ioPriority?.priority]).toEqual([3, 1]);
  expect([linux?.scheduler?.policy, linux?.scheduler?.nice, linux?.scheduler?.flags]).toEqual([4, 2, [1]]);
  expect(linux?.seccompProfile).toMatchObject({ profileType: 2, localhostRef: "/profile" });
  expect(linux?.seccompPolicy?.syscalls[0]?.errnoRet?.value).toBe(1);
});
