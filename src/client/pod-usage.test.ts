import { expect, test } from "bun:test";
import type { PodSandboxStats } from "../rpc/gen/cri.ts";
import { usageById } from "./pod-usage.ts";

test("what is not counted stays undefined, and nothing is lost of what is", () => {
  const attributes = (id: string) => ({ id, metadata: null, labels: {}, annotations: {} });
  const cpu = { timestamp: 1n, usageCoreNanoSeconds: { value: 7n }, usageNanoCores: null, psi: null };
  const container = {
    attributes: attributes("c"),
    cpu,
    memory: null,
    writableLayer: null,
    swap: null,
    io: null,
  };
  const linux = { cpu: null, memory: null, network: null, process: null, containers: [container], io: null };
  const stats: PodSandboxStats[] = [
    { attributes: attributes("p"), linux, windows: null },
    { attributes: attributes("q"), linux: null, windows: null },
  ];
  expect([...usageById(stats)]).toEqual([
    ["p", { cpuNanos: undefined, workingSet: undefined }],
    ["c", { cpuNanos: 7n, workingSet: undefined }],
    ["q", { cpuNanos: undefined, workingSet: undefined }],
  ]);
});
