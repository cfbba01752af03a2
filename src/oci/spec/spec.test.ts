import { expect, test } from "bun:test";
import { capabilitiesOfMask } from "./capabilities.ts";
import { splitDeviceNumber } from "./devices.ts";
import {
  buildSpec,
  defaultSeccomp,
  inheritableLabels,
  type RootView,
  type SpecContext,
  type SpecOption,
  withAddedCapabilities,
  withArgs,
  withCpus,
  withCpuset,
  withDefaultDevices,
  withDefaultSeccomp,
  withDroppedCapabilities,
  withEnv,
  withHostNetwork,
  withImageConfig,
  withMemoryLimit,
  withMounts,
  withNamespace,
  withPrivileged,
  withRlimit,
  withTerminal,
} from "./index.ts";

const empty: RootView = { read: () => undefined, [Symbol.dispose]: () => {} };
const given: SpecContext = { id: "c1", namespace: "ns", rootfs: async () => empty };
const build = (...options: SpecOption[]) => buildSpec(given, options);

test("the default spec confines a container", async () => {
  const spec = await build();
  expect(spec.linux?.cgroupsPath).toBe("/ns/c1");
  expect(spec.linux?.maskedPaths).toContain("/sys/devices/virtual/powercap");
  expect(spec.process?.capabilities?.inheritable).toBeUndefined();
  expect(spec.process?.capabilities?.bounding).toHaveLength(14);
  expect(spec.process?.noNewPrivileges).toBe(true);
  expect(spec.linux?.resources?.devices).toEqual([{ allow: false, access: "rwm" }]);
});

test("two default specs share no objects", async () => {
  const first = await build(withDroppedCapabilities(["CAP_KILL"]));
  first.linux?.maskedPaths?.splice(0);
  const second = await build();
  expect(second.linux?.maskedPaths).toHaveLength(12);
  expect(second.process?.capabilities?.bounding).toContain("CAP_KILL");
});

test("an image gives arguments, environment, directory and groups", async () => {
  const image = {
    Entrypoint: ["/entry"],
    Cmd: ["default"],
    Env: ["A=image", "B=image"],
    WorkingDir: "/srv",
  };
  const of = (...options: SpecOption[]) => buildSpec({ ...given, image }, options);
  const spec = await of(withEnv("A=caller"), withImageConfig());
  expect(spec.process?.args).toEqual(["/entry", "default"]);
  expect(spec.process?.env).toEqual(["A=caller", "B=image"]);
  expect(spec.process?.cwd).toBe("/srv");
  expect(spec.process?.user).toEqual({ uid: 0, gid: 0, additionalGids: [0] });
  const changed = await of(withImageConfig("other"), withEnv("B", "C=1"));
  expect(changed.process?.args).toEqual(["/entry", "other"]);
  expect(changed.process?.env).toEqual(["A=image", "C=1"]);
  expect((await of(withImageConfig(), withArgs("sh"))).process?.args).toEqual(["sh"]);
});

test("labels of an image that steer containerd do not reach a container", () => {
  const labels = {
    "containerd.io/restart.loguri": "binary:///bin/sh",
    "io.cri-containerd.kind": "sandbox",
    "nerdctl/hooks": "x",
    "org.opencontainers.image.title": "fine",
    long: "x".repeat(4096),
  };
  expect(inheritableLabels(labels)).toEqual({ "org.opencontainers.image.title": "fine" });
});

test("resources, devices, limits and mounts are merged", async () => {
  const spec = await build(
    withMemoryLimit(1 << 20),
    withCpus(1.5),
    withCpuset("0-1"),
    withDefaultDevices,
    withRlimit({ type: "RLIMIT_NOFILE", soft: 5, hard: 6 }),
    withMounts([{ destination: "/run", type: "bind", source: "/tmp", options: ["rbind"] }]),
  );
  expect(spec.linux?.resources?.memory).toEqual({ limit: 1 << 20 });
  expect(spec.linux?.resources?.cpu).toEqual({ quota: 150_000, period: 100_000, cpus: "0-1" });
  expect(spec.linux?.resources?.devices).toHaveLength(10);
  expect(spec.process?.rlimits).toEqual([{ type: "RLIMIT_NOFILE", soft: 5, hard: 6 }]);
  expect(spec.mounts?.filter((mount) => mount.destination === "/run")).toHaveLength(1);
});

test("host network and joined namespaces replace the container's own", async () => {
  const spec = await build(withHostNetwork, withNamespace({ type: "pid", path: "/proc/1/ns/pid" }));
  const types = spec.linux?.namespaces?.map(({ type }) => type).sort();
  expect(types).toEqual(["ipc", "mount", "pid", "uts"]);
  expect(spec.linux?.namespaces?.find(({ type }) => type === "pid")?.path).toBe("/proc/1/ns/pid");
  expect(spec.mounts?.map((mount) => mount.destination)).toContain("/etc/resolv.conf");
});

test("a privileged container is not confined, but has no inheritable capabilities either", async () => {
  const spec = await build(withDefaultSeccomp, withPrivileged());
  expect(spec.linux?.seccomp).toBeUndefined();
  expect(spec.linux?.maskedPaths).toBeUndefined();
  expect(spec.process?.capabilities?.inheritable).toBeUndefined();
  expect(spec.mounts?.find((mount) => mount.type === "sysfs")?.options).toContain("rw");
  expect(spec.linux?.devices?.some((device) => device.path === "/dev/null" && device.minor === 3)).toBe(true);
});

test("capabilities are added and dropped by their full names", async () => {
  const spec = await build(withAddedCapabilities(["CAP_SYS_TIME"]), withDroppedCapabilities(["CAP_KILL"]));
  expect(spec.process?.capabilities?.effective).toContain("CAP_SYS_TIME");
  expect(spec.process?.capabilities?.permitted).not.toContain("CAP_KILL");
  expect(() => withAddedCapabilities(["SYS_TIME"])).toThrow("'CAP_' prefix");
  expect(capabilitiesOfMask("21")).toEqual(["CAP_CHOWN", "CAP_KILL"]);
});

test("a process with a terminal gets the variable TERM", async () => {
  const spec = await build(withTerminal);
  expect(spec.process?.terminal).toBe(true);
  expect(spec.process?.env).toContain("TERM=xterm");
});

test("the seccomp filter denies AF_ALG and new namespaces, and allows more with capabilities", () => {
  const plain = defaultSeccomp([], "x64");
  const rules = plain.syscalls ?? [];
  const domains = rules.filter((rule) => rule.names.includes("socket")).map((rule) => rule.args);
  expect(domains.every((args) => args?.length === 1)).toBe(true);
  const admits = (family: number) =>
    domains.some((args) => {
      const { value, op } = args?.[0] ?? { value: 0, op: "" };
      return op === "SCMP_CMP_LT" ? family < value : op === "SCMP_CMP_GT" ? family > value : family === value;
    });
  expect([1, 2, 10, 16, 38, 39, 40, 41].map(admits)).toEqual([
    true,
    true,
    true,
    true,
    false,
    true,
    false,
    true,
  ]);
  expect(rules[0]?.names).not.toContain("unshare");
  expect(rules.find((rule) => rule.names.includes("clone3"))?.errnoRet).toBe(38);
  const admin = defaultSeccomp(["CAP_SYS_ADMIN"], "x64").syscalls?.[0]?.names;
  expect(admin).toContain("unshare");
  expect(rules[0]?.names.length).toBeGreaterThan(360);
});

test("device numbers beyond eight bits are split correctly", () => {
  expect(splitDeviceNumber(0x103)).toEqual({ major: 1, minor: 3 });
  expect(splitDeviceNumber(0x8801)).toEqual({ major: 136, minor: 1 });
  expect(splitDeviceNumber(0x12300145)).toEqual({ major: 1, minor: 0x12345 });
});
