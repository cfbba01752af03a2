import { expect, test } from "bun:test";
import { ContainerConfig, PodSandboxConfig } from "../rpc/gen/cri.ts";
import { fromGoJson, toGoJson } from "./go-json.ts";

const config = {
  metadata: { name: "pod", namespace: "default", uid: "u", attempt: 2 },
  logDirectory: "/var/log/pods/x",
  labels: { "aB.c/d_e": "f" },
  portMappings: [{ containerPort: 80, hostPort: 8080 }],
  linux: {
    cgroupParent: "/kubepods",
    sysctls: { "net.ipv4.ping_group_range": "0 1" },
    securityContext: { runAsUser: { value: 0n }, supplementalGroups: [2n ** 62n] },
    resources: { memoryLimitInBytes: 9_007_199_254_740_993n },
  },
};

test("a message is written as Go writes it: underscores, no defaults, keys of maps as they are", () => {
  const decoded = PodSandboxConfig.decode(PodSandboxConfig.encode(config));
  const text = JSON.stringify(toGoJson(decoded));
  expect(text).toContain('"memory_limit_in_bytes":9007199254740993');
  expect(text).toContain('"supplemental_groups":[4611686018427387904]');
  expect(JSON.parse(text)).toMatchObject({
    metadata: { name: "pod", namespace: "default", uid: "u", attempt: 2 },
    log_directory: "/var/log/pods/x",
    labels: { "aB.c/d_e": "f" },
    port_mappings: [{ container_port: 80, host_port: 8080 }],
    linux: { cgroup_parent: "/kubepods", sysctls: { "net.ipv4.ping_group_range": "0 1" } },
  });
  expect(text).not.toContain("hostname");
});

test("what was written is read back", () => {
  const decoded = PodSandboxConfig.decode(PodSandboxConfig.encode({ ...config, linux: null }));
  const json: unknown = JSON.parse(JSON.stringify(toGoJson(decoded)));
  expect(PodSandboxConfig.decode(PodSandboxConfig.encode(fromGoJson(json) as object))).toEqual(decoded);
});

test("values of variables are texts, as Go writes them", () => {
  const envs = [
    { key: "A", value: Buffer.from("ä=b\n") },
    { key: "B", value: Buffer.alloc(0) },
  ];
  const decoded = ContainerConfig.decode(ContainerConfig.encode({ envs }));
  const text = JSON.stringify(toGoJson(decoded));
  expect(JSON.parse(text)).toEqual({ envs: [{ key: "A", value: "ä=b\n" }, { key: "B" }] });
  const back = ContainerConfig.decode(ContainerConfig.encode(fromGoJson(JSON.parse(text)) as object));
  expect(back.envs.map(({ key, value }) => [key, Buffer.from(value).toString()])).toEqual([
    ["A", "ä=b\n"],
    ["B", ""],
  ]);
});
