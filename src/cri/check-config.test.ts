import { expect, test } from "bun:test";
import { kindOf } from "../errors/index.ts";
import { ContainerConfig, PodSandboxConfig } from "../rpc/gen/cri.ts";
import type { Init } from "../rpc/message.ts";
import { checkContainerConfig, checkPodConfig } from "./check-config.ts";

const metadata = { name: "n", namespace: "ns", uid: "u", attempt: 0 };

/** As it comes from the wire. */
const pod = (more: Init<PodSandboxConfig>): PodSandboxConfig =>
  PodSandboxConfig.decode(PodSandboxConfig.encode({ metadata, ...more }));
const container = (more: Init<ContainerConfig>): ContainerConfig =>
  ContainerConfig.decode(ContainerConfig.encode({ metadata: { name: "c" }, ...more }));

function messageOf(check: () => void): string {
  try {
    check();
    return "";
  } catch (error) {
    expect(kindOf(error)).toBe("invalid argument");
    return (error as Error).message;
  }
}

const odd = "a\nb\t\u0000 é 💥";

test("what may be any text is: annotations and labels, variables, paths with blanks and newlines", () => {
  const free = { annotations: { [odd.replace("\0", "")]: odd }, labels: { x: odd } };
  checkPodConfig(pod({ ...free, hostname: "h", logDirectory: "/var/log/a b" }));
  const mounts = [{ hostPath: "/a\nb", containerPath: "/c d" }];
  checkContainerConfig(container({ ...free, mounts, workingDir: "/x\ty", logPath: "c/0.log" }));
});

const pods: [Init<PodSandboxConfig>, string][] = [
  [{ metadata: { ...metadata, name: "a\nb" } }, "sandbox name"],
  [{ metadata: { ...metadata, namespace: "a\u001b[2J" } }, "sandbox namespace"],
  [{ metadata: { ...metadata, uid: "a\0" } }, "metadata: uid has a NUL byte"],
  [{ hostname: "h\n127.0.0.1 evil" }, "hostname"],
  [{ hostname: "h".repeat(65) }, "more than 64 bytes"],
  [{ hostname: "h".repeat(1 << 20) }, "more than 64 bytes"],
  [{ logDirectory: "var/log" }, "log directory"],
  [{ logDirectory: "/var/log/../../etc" }, "log directory"],
  [{ linux: { cgroupParent: "/kubepods/../../.." } }, "cgroup parent"],
  [{ linux: { cgroupParent: "a\nb" } }, "cgroup parent"],
  [{ linux: { sysctls: { "a\0": "1" } } }, "a key has a NUL byte"],
  [{ dnsConfig: { servers: ["1.1.1.1\0"] } }, "servers[0] has a NUL byte"],
  [{ portMappings: [{ hostPort: 65_536, containerPort: 80 }] }, "host port 65536"],
  [{ portMappings: [{ hostPort: 1, containerPort: -1 }] }, "container port -1"],
  [{ linux: { securityContext: { selinuxOptions: { type: "t:s0", level: "s0" } } } }, "SELinux type"],
];

test("pods are refused by their rules", () => {
  for (const [config, message] of pods) {
    expect(messageOf(() => checkPodConfig(pod(config)))).toContain(message);
  }
});

const containers: [Init<ContainerConfig>, string][] = [
  [{ metadata: { name: "c\r" } }, "container name"],
  [{ workingDir: "/\0" }, "workingDir has a NUL byte"],
  [{ mounts: [{ hostPath: "/x", containerPath: "/y\0z" }] }, "mounts[0]: containerPath has a NUL byte"],
  [{ devices: [{ hostPath: "/dev/null\0", containerPath: "/dev/x" }] }, "devices[0]: hostPath"],
  [{ linux: { securityContext: { maskedPaths: ["/a\0b"] } } }, "maskedPaths[0]"],
  [{ linux: { resources: { unified: { "memory.max": "1\0" } } } }, "memory.max has a NUL byte"],
  [{ linux: { securityContext: { selinuxOptions: { user: "u\nv", level: "s0" } } } }, "SELinux user"],
  [{ args: ["x".repeat(131_072)] }, "more than 131071"],
  [{ envs: [{ key: "A", value: Buffer.alloc(131_070, "x") }] }, '"A" has 131072 bytes'],
  [{ workingDir: "/".repeat(4096) }, "more than 4095"],
  [{ mounts: [{ hostPath: "/x", containerPath: `/${"y".repeat(1 << 20)}` }] }, "more than 4095"],
  [{ logPath: "a/../../b" }, "below the pod's log directory"],
];

test("containers are refused by their rules", () => {
  for (const [config, message] of containers) {
    expect(messageOf(() => checkContainerConfig(container(config)))).toContain(message);
  }
});
