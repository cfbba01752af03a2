import { expect, test } from "bun:test";
import { NamespaceMode, PodSandboxConfig } from "../../rpc/gen/cri.ts";
import type { Init } from "../../rpc/message.ts";
import { readRuntime } from "../config/read-runtime.ts";
import { runtimeKeys } from "../config/runtime-keys.ts";
import type { RuntimeHandler, RuntimeSettings } from "../settings.ts";
import { holdKindOf } from "./hold.ts";

function settings(pause: string): RuntimeSettings {
  const defaults = Object.entries(runtimeKeys).map(([name, key]) => [name, key.default]);
  return readRuntime({ ...Object.fromEntries(defaults), pause }, "/state").settings;
}

const runc = settings("always").handlers.get("runc") as RuntimeHandler;

function config(namespaceOptions: object | undefined): PodSandboxConfig {
  const linux: Init<PodSandboxConfig>["linux"] =
    namespaceOptions === undefined ? {} : { securityContext: { namespaceOptions } };
  return PodSandboxConfig.decode(PodSandboxConfig.encode({ linux }));
}

const { POD, CONTAINER, NODE } = NamespaceMode;
const own = config({ pid: CONTAINER });

test("by default each pod has a pause process", () => {
  expect(holdKindOf(settings("always"), own, runc)).toBe("pause");
});

test("when needed: where process ids are shared", () => {
  const kindOf = (options: object | undefined) => holdKindOf(settings("when-needed"), config(options), runc);
  const mappings = { uids: [{ hostId: 1000, containerId: 0, length: 1000 }] };
  expect(kindOf(undefined)).toBe("pause");
  expect(kindOf({ pid: POD })).toBe("pause");
  expect(kindOf({ pid: CONTAINER })).toBe("namespaces");
  expect(kindOf({ pid: NODE, network: NODE, ipc: NODE })).toBe("namespaces");
  expect(kindOf({ pid: CONTAINER, usernsOptions: { mode: NODE } })).toBe("namespaces");
  expect(kindOf({ pid: CONTAINER, usernsOptions: { mode: POD, ...mappings } })).toBe("namespaces");
});

test("when needed: where the runtime makes more of a sandbox than namespaces", () => {
  const kindOf = (change: Partial<RuntimeHandler>) =>
    holdKindOf(settings("when-needed"), own, { ...runc, ...change });
  expect(kindOf({})).toBe("namespaces");
  expect(kindOf({ type: "io.containerd.tsrt.v1" })).toBe("namespaces");
  expect(kindOf({ options: { BinaryName: "/usr/local/bin/crun" } })).toBe("namespaces");
  expect(kindOf({ options: { BinaryName: "/usr/local/bin/runsc" } })).toBe("pause");
  expect(kindOf({ type: "io.containerd.kata.v2" })).toBe("pause");
  expect(kindOf({ path: "/opt/shim" })).toBe("pause");
  expect(kindOf({ sandboxer: "shim" })).toBe("pause");
});
