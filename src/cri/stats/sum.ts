// What the containers of a pod use together, where no cgroup counts the pod.
import type { ContainerStats, CpuUsage, MemoryUsage, UInt64Value } from "../../rpc/gen/cri.ts";
import type { Init } from "../../rpc/message.ts";
import { nanosNow } from "../clock.ts";
import type { Cri } from "../cri.ts";
import { withRate } from "./container.ts";

type Value = Init<UInt64Value> | null | undefined;

/** `owner` is whom the rate is remembered for. What containers have used that are gone is not counted. */
export function sumOf(
  cri: Cri,
  owner: object,
  containers: readonly Init<ContainerStats>[],
): Pick<Init<ContainerStats>, "cpu" | "memory"> {
  const timestamp = nanosNow();
  const usageCoreNanoSeconds = sum(containers.map(({ cpu }) => cpu?.usageCoreNanoSeconds));
  const cpu: Init<CpuUsage> = { timestamp, usageCoreNanoSeconds };
  return { cpu: withRate(cri, owner, cpu, timestamp), memory: sumOfMemory(containers, timestamp) };
}

function sumOfMemory(containers: readonly Init<ContainerStats>[], timestamp: bigint): Init<MemoryUsage> {
  const of = (value: (memory: Init<MemoryUsage>) => Value): Init<UInt64Value> =>
    sum(containers.map(({ memory }) => (memory ? value(memory) : undefined)));
  return {
    timestamp,
    workingSetBytes: of((memory) => memory.workingSetBytes),
    usageBytes: of((memory) => memory.usageBytes),
    rssBytes: of((memory) => memory.rssBytes),
    pageFaults: of((memory) => memory.pageFaults),
    majorPageFaults: of((memory) => memory.majorPageFaults),
  };
}

function sum(values: readonly Value[]): Init<UInt64Value> {
  return { value: values.reduce((total, one) => total + (one?.value ?? 0n), 0n) };
}
