// What the API server would not let pass, and what kubelet would not send: each gets its error, and nothing is left of it.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import type { ContainerConfig, PodSandboxConfig } from "../../src/rpc/gen/cri.ts";
import type { Init } from "../../src/rpc/message.ts";
import { eventually } from "../harness/command.ts";
import { CriNode } from "../harness/cri-node.ts";

setDefaultTimeout(60_000);

const mebibyte = 1 << 20;

let node: CriNode;
beforeAll(async () => {
  node = await CriNode.start();
});
afterAll(() => node[Symbol.asyncDispose]());

/** Shims end a moment after the last of their tasks. */
async function expectNothingLeft(): Promise<void> {
  await eventually("nothing to be left", async () => (await node.leftovers()).length === 0, 10_000).catch(
    () => {},
  );
  expect(await node.leftovers()).toEqual([]);
}

test("pods: sysctls and DNS settings that are none, no metadata, profiles and handlers that nobody has", async () => {
  const wrong: [Init<PodSandboxConfig>, string][] = [
    [{ metadata: null }, "metadata"],
    [{ linux: { sysctls: { "kernel/../../core": "x" } } }, "not a name of a kernel parameter"],
    [{ linux: { sysctls: { "kernel.shm_rmid_forced": "1+kernel.core_pattern=|/x" } } }, "has a character"],
    [{ linux: { sysctls: { "net.ipv4.ping_group_range": "0 1\n2" } } }, "has a character"],
    [{ dnsConfig: { searches: ["a\nnameserver 6.6.6.6"] } }, "white space"],
    [{ dnsConfig: { servers: ["1.1.1.1 2.2.2.2"] } }, "white space"],
    [{ linux: { securityContext: { seccompProfilePath: "strange" } } }, "invalid seccomp profile"],
    [{ linux: { securityContext: { runAsGroup: { value: 1n } } } }, "without user"],
    [{ hostname: "a\n127.0.0.1 b" }, "control character"],
    [{ hostname: "h".repeat(mebibyte) }, "more than 64 bytes"],
    [{ metadata: { name: "a\u001b[2J", namespace: "n", uid: "u" } }, "control character"],
    [{ metadata: { name: "a;CNI_X=1", namespace: "n", uid: "u" } }, "separator"],
    [{ linux: { cgroupParent: "/../../escaped" } }, "leads out"],
    [{ logDirectory: "/var/log/../../etc" }, "log directory"],
    [{ portMappings: [{ hostPort: 70_000, containerPort: 1 }] }, "not a port"],
    [{ labels: { big: "x".repeat(mebibyte) } }, "greater than maximum size"],
  ];
  for (const [config, message] of wrong) {
    await expect(node.runPod("wrong", 0, config)).rejects.toThrow(message);
  }
  const runtime = await node.runtime();
  const config = { metadata: { name: "wrong", namespace: "default", uid: "wrong", attempt: 0 } };
  await expect(runtime.runPodSandbox({ config, runtimeHandler: "absent" })).rejects.toThrow("absent");
  await expectNothingLeft();
});

test("containers: log paths that lead out, names and variables that are none, what the pod does not allow", async () => {
  const pod = await node.runPod("strict");
  const linux = (securityContext: object) => ({ linux: { securityContext } });
  const wrong: [Init<ContainerConfig>, string][] = [
    [{ metadata: null }, "metadata"],
    [{ logPath: "../../outside.log" }, "below the pod's log directory"],
    [{ logPath: "a/../../outside.log" }, "below the pod's log directory"],
    [{ logPath: "/outside.log" }, "below the pod's log directory"],
    [{ envs: [{ key: "A=B", value: Buffer.from("c") }] }, "not a name"],
    [{ envs: [{ key: "A", value: Buffer.from("b\0c") }] }, "NUL"],
    [{ command: ["sh\0x"] }, "NUL"],
    [{ metadata: { name: "a\nb" } }, "control character"],
    [{ workingDir: "/a\0b" }, "NUL"],
    [{ mounts: [{ hostPath: "/tmp", containerPath: "/m\0n" }] }, "NUL"],
    [{ devices: [{ hostPath: "/dev/../etc/passwd", containerPath: "/dev/x" }] }, "passwd"],
    [{ labels: { big: "x".repeat(mebibyte) } }, "greater than maximum size"],
    [linux({ selinuxOptions: { type: "t:s0:c1", level: "s0" } }), "SELinux type"],
    [{ image: { image: "docker.io/library/absent:1" } }, "absent"],
    [linux({ privileged: true }), "no privileged container allowed"],
    [linux({ runAsUser: { value: 4_294_967_296n } }), "out of range"],
    [linux({ supplementalGroups: [-1n] }), "out of range"],
    [linux({ runAsUsername: "absent" }), "no users found"],
    [
      linux({
        capabilities: { addCapabilities: ["NET_ADMIN"] },
        namespaceOptions: { pid: 3, targetId: "0" },
      }),
      "container",
    ],
  ];
  for (const [config, message] of wrong) {
    await expect(node.create(pod, "strict", "wrong", "true", config)).rejects.toThrow(message);
  }
  expect(existsSync(`${node.logDirectory("strict")}/../../outside.log`)).toBe(false);
  await node.removeAll();
  await expectNothingLeft();
});

test("variables keep their newlines, and annotations of systemd's reach no runtime", async () => {
  const annotations = { "org.systemd.property.Foo": "'x'", "io.kubernetes.cri.sandbox-id": "forged" };
  const pod = await node.runPod("odd", 0, { annotations });
  const envs = [{ key: "HOME", value: Buffer.from("/\nroot::0:0::/:/bin/sh") }];
  const containerId = await node.create(pod, "odd", "c", 'echo "$HOME"; cat /etc/passwd', {
    annotations,
    envs,
  });
  const runtime = await node.runtime();
  await runtime.startContainer({ containerId });
  await node.exited(containerId);
  expect(node.log("odd").slice(0, 3)).toEqual([
    "stdout F /",
    "stdout F root::0:0::/:/bin/sh",
    "stdout F root:x:0:0:root:/root:/bin/sh",
  ]);
  const { info } = await runtime.containerStatus({ containerId, verbose: true });
  const { runtimeSpec } = JSON.parse(info?.info ?? "{}");
  expect(runtimeSpec.annotations["io.kubernetes.cri.sandbox-id"]).toBe(pod);
  expect(JSON.stringify(runtimeSpec.annotations)).not.toContain("systemd");
});

test("a checkpoint, which holds the memory of processes, is not made unless it is configured", async () => {
  const runtime = await node.runtime();
  const location = node.file("checkpoint.tar");
  const request = { containerId: "any", location, timeout: 0n };
  await expect(runtime.checkpointContainer(request)).rejects.toThrow(
    'failed to checkpoint container "any": criu support is disabled by configuration',
  );
  expect(existsSync(location)).toBe(false);
});

test("a mebibyte in an annotation is kept; of variables and arguments the kernel takes no more than it can", async () => {
  const annotations = { big: "x".repeat(mebibyte), odd: "a\n\u0000b" };
  const pod = await node.runPod("big", 0, { annotations });
  const runtime = await node.runtime();
  const { status } = await runtime.podSandboxStatus({ podSandboxId: pod });
  expect(status?.annotations).toEqual(annotations);
  const big = "x".repeat(mebibyte);
  const value = Buffer.from(big);
  const wrong: Init<ContainerConfig>[] = [
    { envs: [{ key: "BIG", value }] },
    { command: ["/bin/echo", big] },
    { workingDir: `/${big}` },
  ];
  for (const config of wrong) {
    await expect(node.create(pod, "big", "wrong", "true", config)).rejects.toThrow("more than");
  }
  // Each of them is short enough, and all together are not.
  const envs = Array.from({ length: 22 }, (_, index) => ({
    key: `E${index}`,
    value: value.subarray(0, 100_000),
  }));
  const containerId = await node.create(pod, "big", "c", "true", { envs });
  await runtime.startContainer({ containerId });
  // The code is runc's own, which is not the same in all of its releases.
  expect((await node.exited(containerId)).exitCode).not.toBe(0);
  expect(node.log("big").join()).toContain("argument list too long");
  await node.removeAll();
  await expectNothingLeft();
});

test("names are taken once, and unknown ids are stopped and removed already", async () => {
  const runtime = await node.runtime();
  const pod = await node.runPod("taken");
  await expect(node.runPod("taken")).rejects.toThrow(`is reserved for "${pod}"`);
  const container = await node.create(pod, "taken", "c", "true");
  await expect(node.create(pod, "taken", "c", "true")).rejects.toThrow(`is reserved for "${container}"`);
  const absent = "0123456789abcdef";
  await runtime.stopPodSandbox({ podSandboxId: absent });
  await runtime.removePodSandbox({ podSandboxId: absent });
  await runtime.stopContainer({ containerId: absent, timeout: 0n });
  await runtime.removeContainer({ containerId: absent });
  const unknown = "an error occurred when try to find";
  await expect(runtime.podSandboxStatus({ podSandboxId: absent })).rejects.toThrow(unknown);
  await expect(runtime.containerStatus({ containerId: absent })).rejects.toThrow(unknown);
  await expect(runtime.startContainer({ containerId: absent })).rejects.toThrow(unknown);
  await expect(runtime.execSync({ containerId: absent, cmd: ["true"] })).rejects.toMatchObject({
    kind: "not found",
    message: `failed to exec in container: failed to find container "${absent}" in store`,
  });
});
