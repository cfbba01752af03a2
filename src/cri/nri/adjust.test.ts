import { expect, test } from "bun:test";
import { messageOf } from "../../errors/index.ts";
import type { Spec } from "../../oci/spec/index.ts";
import { ContainerAdjustment } from "../../rpc/gen/nri.ts";
import { complete, type Init } from "../../rpc/message.ts";
import { withAdjustment } from "./adjust.ts";

const node = { cdi: undefined, settings: { disablesHugetlb: true, toleratesMissingHugetlb: true } };

const before = (): Spec => ({
  ociVersion: "1.2.1",
  process: {
    user: { uid: 0, gid: 0 },
    cwd: "/",
    args: ["sh"],
    env: ["PATH=/bin", "HOME=/"],
    rlimits: [{ type: "RLIMIT_CORE", soft: 1, hard: 1 }],
  },
  mounts: [
    { destination: "/proc", type: "proc" },
    { destination: "/dev/shm", type: "tmpfs" },
  ],
  annotations: { kept: "1", gone: "2" },
  linux: {
    namespaces: [{ type: "pid" }, { type: "network", path: "/run/netns/x" }],
    devices: [{ path: "/dev/gone", type: "c", major: 1, minor: 1 }],
    sysctl: { "kernel.gone": "1" },
    resources: { devices: [{ allow: false, access: "rwm" }], memory: { reservation: 5 } },
    intelRdt: { closID: "old", schemata: ["L3:0=f"] },
  },
});

async function adjusted(adjust: Init<ContainerAdjustment>): Promise<Spec> {
  const spec = before();
  for (const option of withAdjustment(node, complete(ContainerAdjustment, adjust))) {
    await option(spec, { id: "c", namespace: "k8s.io" });
  }
  // As the runtime reads it.
  return JSON.parse(JSON.stringify(spec));
}

const value = (number: number): { value: bigint } => ({ value: BigInt(number) });

test("no adjustment changes nothing", async () => {
  expect(await adjusted({})).toEqual(before());
});

test("annotations, variables, arguments and limits of the process", async () => {
  const { annotations, process } = await adjusted({
    annotations: { "-gone": "", added: "3" },
    env: [{ key: "-HOME" }, { key: "PATH", value: "/sbin" }, { key: "NEW", value: "a=b" }],
    args: ["sleep", "1"],
    rlimits: [
      { type: "RLIMIT_CORE", soft: 2n, hard: 18_446_744_073_709_551_615n },
      { type: "RLIMIT_NOFILE", soft: 3n, hard: 4n },
    ],
    linux: { oomScoreAdj: value(-5) },
  });
  expect(annotations).toEqual({ kept: "1", added: "3" });
  expect(process?.env).toEqual(["PATH=/sbin", "NEW=a=b"]);
  expect(process?.args).toEqual(["sleep", "1"]);
  expect(process?.rlimits).toEqual([
    // JSON.parse rounds it: the text has all digits.
    { type: "RLIMIT_CORE", soft: 2, hard: 2 ** 64 },
    { type: "RLIMIT_NOFILE", soft: 3, hard: 4 },
  ]);
  expect(process?.oomScoreAdj).toBe(-5);
});

test("mounts replace those at their places, and all are in the order of their depth", async () => {
  const { mounts } = await adjusted({
    mounts: [
      { destination: "/a/b/c", type: "bind", source: "/x", options: ["rbind", "rprivate"] },
      { destination: "-/proc" },
      { destination: "/dev/shm", type: "bind", source: "/shm", options: ["rbind"] },
      { destination: "/a", type: "tmpfs", source: "tmpfs" },
    ],
  });
  expect(mounts?.map(({ destination, type }) => [destination, type])).toEqual([
    ["/a", "tmpfs"],
    ["/dev/shm", "bind"],
    ["/a/b/c", "bind"],
  ]);
});

test("hooks are added, each at its time", async () => {
  const hook = (path: string) => ({ path, args: ["a"], env: ["B=c"], timeout: value(2) });
  const { hooks } = await adjusted({
    hooks: {
      prestart: [hook("/1")],
      createRuntime: [hook("/2")],
      createContainer: [hook("/3")],
      startContainer: [hook("/4")],
      poststart: [hook("/5")],
      poststop: [{ path: "/6" }, hook("/7")],
    },
  });
  expect(hooks).toMatchObject({
    createRuntime: [{ path: "/2" }],
    createContainer: [{ path: "/3" }],
    startContainer: [{ path: "/4" }],
    poststart: [{ path: "/5" }],
    poststop: [{ path: "/6" }, { path: "/7" }],
  });
  expect(hooks?.prestart).toEqual([{ path: "/1", args: ["a"], env: ["B=c"], timeout: 2 }]);
});

test("devices, which may be used then", async () => {
  const { linux } = await adjusted({
    linux: {
      devices: [
        { path: "-/dev/gone" },
        { path: "/dev/a", type: "c", major: 5n, minor: 6n, fileMode: { value: 0o640 }, uid: { value: 7 } },
        { path: "/dev/b", type: "b", major: 8n, minor: 9n },
      ],
    },
  });
  expect(linux?.devices).toEqual([
    { path: "/dev/a", type: "c", major: 5, minor: 6, fileMode: 0o640, uid: 7 },
    { path: "/dev/b", type: "b", major: 8, minor: 9 },
  ]);
  expect(linux?.resources?.devices?.slice(1)).toEqual([
    { allow: true, type: "c", major: 5, minor: 6, access: "rw" },
    { allow: true, type: "b", major: 8, minor: 9, access: "rwm" },
  ]);
});

test("namespaces, kernel parameters, network devices and the cgroup", async () => {
  const { linux } = await adjusted({
    linux: {
      namespaces: [{ type: "-pid" }, { type: "network", path: "/run/netns/y" }, { type: "time" }],
      sysctl: { "-kernel.gone": "", "net.ipv4.ip_forward": "1" },
      netDevices: { eth9: { name: "eth0" } },
      cgroupsPath: "/a/b",
    },
  });
  expect(linux?.namespaces).toEqual([{ type: "network", path: "/run/netns/y" }, { type: "time" }]);
  expect(linux?.sysctl).toEqual({ "net.ipv4.ip_forward": "1" });
  expect(linux?.netDevices).toEqual({ eth9: { name: "eth0" } });
  expect(linux?.cgroupsPath).toBe("/a/b");
});

test("how the process is scheduled, and where its memory is", async () => {
  const { process, linux } = await adjusted({
    linux: {
      ioPriority: { class: 2, priority: 4 },
      scheduler: { policy: 7, flags: [0, 1], runtime: 1n, deadline: 2n, period: 3n },
      memoryPolicy: { mode: 2, nodes: "0-1", flags: [0] },
    },
  });
  expect(process?.ioPriority).toEqual({ class: "IOPRIO_CLASS_BE", priority: 4 });
  expect(process?.scheduler).toEqual({
    policy: "SCHED_DEADLINE",
    ...{ nice: 0, priority: 0, runtime: 1, deadline: 2, period: 3 },
    flags: ["SCHED_FLAG_RESET_ON_FORK", "SCHED_FLAG_RECLAIM"],
  });
  expect(linux?.memoryPolicy).toEqual({ mode: "MPOL_BIND", nodes: "0-1", flags: ["MPOL_F_STATIC_NODES"] });
});

test("the filter of system calls is replaced", async () => {
  const { linux } = await adjusted({
    linux: {
      seccompPolicy: {
        defaultAction: "SCMP_ACT_ERRNO",
        defaultErrno: { value: 38 },
        architectures: ["SCMP_ARCH_X86_64"],
        syscalls: [
          {
            names: ["read"],
            action: "SCMP_ACT_ALLOW",
            args: [{ index: 1, value: 2n, valueTwo: 3n, op: "SCMP_CMP_EQ" }],
          },
        ],
      },
    },
  });
  expect(linux?.seccomp).toEqual({
    defaultAction: "SCMP_ACT_ERRNO",
    defaultErrnoRet: 38,
    architectures: ["SCMP_ARCH_X86_64"],
    syscalls: [
      {
        names: ["read"],
        action: "SCMP_ACT_ALLOW",
        args: [{ index: 1, value: 2, valueTwo: 3, op: "SCMP_CMP_EQ" }],
      },
    ],
  });
});

test("limits of memory, processors, processes, devices and files of cgroup v2", async () => {
  const { linux } = await adjusted({
    linux: {
      resources: {
        memory: {
          limit: value(100),
          reservation: value(50),
          swappiness: value(0),
          useHierarchy: { value: true },
        },
        cpu: {
          shares: value(2),
          quota: value(-1),
          period: value(4),
          realtimePeriod: value(5),
          cpus: "0-1",
          mems: "0",
        },
        pids: { limit: 6n },
        unified: { "memory.high": "7" },
        devices: [{ allow: true, type: "c", major: value(1), access: "r" }],
        rdtClass: { value: "gold" },
      },
    },
  });
  const { memory, cpu, pids, unified, devices } = linux?.resources ?? {};
  expect(memory).toMatchObject({ limit: 100, reservation: 50, swappiness: 0, useHierarchy: true });
  expect(cpu).toEqual({ shares: 2, quota: -1, period: 4, realtimePeriod: 5, cpus: "0-1", mems: "0" });
  expect(pids).toEqual({ limit: 6 });
  expect(unified).toEqual({ "memory.high": "7" });
  expect(devices?.at(-1)).toEqual({ allow: true, type: "c", major: 1, access: "r" });
  expect(linux?.intelRdt).toEqual({ closID: "gold" });
});

test.each<[string, object, object | undefined]>([
  ["set", { schemata: { value: ["L3:0=1"] } }, { closID: "old", schemata: ["L3:0=1"] }],
  ["removed", { remove: true }, undefined],
  ["replaced", { remove: true, closId: { value: "new" } }, { closID: "new" }],
  [
    "watched",
    { enableMonitoring: { value: true } },
    { closID: "old", schemata: ["L3:0=f"], enableMonitoring: true },
  ],
])("the class of cache and bandwidth is %s", async (_how, rdt, expected) => {
  expect((await adjusted({ linux: { rdt } })).linux?.intelRdt).toEqual(expected);
});

test.each<[Init<ContainerAdjustment>, string]>([
  [{ CDIDevices: [{ name: "a.b/c=d" }] }, "CDI support is explicitly disabled"],
  [
    { linux: { resources: { blockioClass: { value: "x" } } } },
    'block I/O class "x": there are no such classes',
  ],
])("%p is refused: %s", async (adjust, reason) => {
  const failure = await adjusted(adjust).catch((error: unknown) => error);
  expect(messageOf(failure)).toContain(reason);
});
