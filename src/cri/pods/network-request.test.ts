import { expect, test } from "bun:test";
import { messageOf } from "../../errors/index.ts";
import { PodSandboxConfig, Protocol } from "../../rpc/gen/cri.ts";
import type { Init } from "../../rpc/message.ts";
import { pluginArgs, pluginCapabilities } from "./network-request.ts";

function config(init: Init<PodSandboxConfig>): PodSandboxConfig {
  return PodSandboxConfig.decode(PodSandboxConfig.encode(init));
}

test("plugins are told whose network it is", () => {
  const metadata = { name: "web", namespace: "prod", uid: "u-1", attempt: 2 };
  expect(pluginArgs("abc", config({ metadata }))).toEqual({
    K8S_POD_NAMESPACE: "prod",
    K8S_POD_NAME: "web",
    K8S_POD_INFRA_CONTAINER_ID: "abc",
    K8S_POD_UID: "u-1",
    IgnoreUnknown: "1",
  });
});

test("ports of the host, limits of the traffic, name servers, the pod's cgroup and its annotations", () => {
  const annotations = { "kubernetes.io/ingress-bandwidth": "10M", "kubernetes.io/egress-bandwidth": "1.5G" };
  const asked = config({
    annotations,
    portMappings: [
      { hostPort: 8080, containerPort: 80, protocol: Protocol.TCP, hostIp: "127.0.0.1" },
      { hostPort: 53, containerPort: 53, protocol: Protocol.UDP },
      { hostPort: 0, containerPort: 81 },
    ],
    dnsConfig: { servers: ["10.0.0.10"], searches: ["a.b"], options: ["ndots:5"] },
    linux: { cgroupParent: "/kubepods/podx" },
  });
  expect(pluginCapabilities(asked)).toEqual({
    "io.kubernetes.cri.pod-annotations": annotations,
    portMappings: [
      { hostPort: 8080, containerPort: 80, protocol: "tcp", hostIP: "127.0.0.1" },
      { hostPort: 53, containerPort: 53, protocol: "udp", hostIP: "" },
    ],
    bandwidth: {
      ingressRate: 10_000_000,
      ingressBurst: 4_294_967_295,
      egressRate: 1_500_000_000,
      egressBurst: 4_294_967_295,
    },
    dns: { servers: ["10.0.0.10"], searches: ["a.b"], options: ["ndots:5"] },
    cgroupPath: "/kubepods/podx",
  });
  expect(pluginCapabilities(config({}))).toEqual({ "io.kubernetes.cri.pod-annotations": {} });
});

test("limits that nobody could mean are refused by the annotation's name", () => {
  for (const [text, message] of [
    ["999", "is not between 1k and 1P"],
    ["2P", "is not between 1k and 1P"],
    ["fast", "is not a quantity"],
  ] as const) {
    try {
      pluginCapabilities(config({ annotations: { "kubernetes.io/egress-bandwidth": text } }));
      throw new Error("it was accepted");
    } catch (error) {
      expect(messageOf(error)).toContain("annotation kubernetes.io/egress-bandwidth: ");
      expect(messageOf(error)).toContain(message);
    }
  }
});
