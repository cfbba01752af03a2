import { expect, test } from "bun:test";
import { NamespaceMode, PodSandboxConfig } from "../rpc/gen/cri.ts";
import { handlerNameOf } from "./handler.ts";

const trusted = PodSandboxConfig.decode(new Uint8Array(0));
const untrusted = { ...trusted, annotations: { "io.kubernetes.cri.untrusted-workload": "true" } };

test("a pod has the handler that kubelet asks for; one that is not trusted has its own", () => {
  expect(handlerNameOf(trusted, "")).toBe("");
  expect(handlerNameOf(trusted, "kata")).toBe("kata");
  expect(handlerNameOf(untrusted, "")).toBe("untrusted");
  expect(handlerNameOf(untrusted, "untrusted")).toBe("untrusted");
  const annotations = { "io.kubernetes.cri.untrusted-workload": "false" };
  expect(handlerNameOf({ ...trusted, annotations }, "")).toBe("");
});

test("a pod that is not trusted gets neither another handler nor a namespace of the host", () => {
  expect(() => handlerNameOf(untrusted, "runc")).toThrow(
    "untrusted workload with explicit runtime handler is not allowed",
  );
  for (const namespace of ["network", "pid", "ipc"] as const) {
    const config = PodSandboxConfig.decode(
      PodSandboxConfig.encode({
        ...untrusted,
        linux: { securityContext: { namespaceOptions: { [namespace]: NamespaceMode.NODE } } },
      }),
    );
    expect(() => handlerNameOf(config, "")).toThrow("untrusted workload with host access is not allowed");
  }
});
