// Metrics of a container that its cgroup does not count: its processes, its filesystem and its limits.
import { readdirSync, readlinkSync, statfsSync } from "node:fs";
import type { Scoped } from "../../context/index.ts";
import type { Spec } from "../../oci/spec/index.ts";
import { recordedSpec } from "../../oci/spec/parse.ts";
import { nanosNow } from "../clock.ts";
import type { Cri } from "../cri.ts";
import type { PodContainer } from "../store/containers.ts";
import { type MetricValue, seconds } from "./metric-value.ts";

export async function valuesOfContainer(
  cri: Cri,
  ctx: Scoped,
  container: PodContainer,
): Promise<MetricValue[]> {
  const spec = recordedSpec(await cri.metadata.containers.get(ctx, container.id));
  const processes = await cri.tasks.runtime.pids(ctx, container.id);
  return [
    { name: "container_last_seen", value: seconds(nanosNow()) },
    { name: "container_start_time_seconds", value: seconds(container.status.startedAt) },
    ...processValues(processes.map(({ pid }) => pid)),
    ...(await filesystemValues(cri, ctx, container)),
    ...limitValues(spec),
  ];
}

function processValues(pids: readonly number[]): MetricValue[] {
  const open = pids.flatMap(openFiles);
  return [
    { name: "container_processes", value: pids.length },
    { name: "container_file_descriptors", value: open.length },
    { name: "container_sockets", value: open.filter((target) => target.startsWith("socket:")).length },
  ];
}

/** What a process's descriptors stand for; none when it has ended. */
function openFiles(pid: number): string[] {
  try {
    const directory = `/proc/${pid}/fd`;
    return readdirSync(directory).map((fd) => targetOf(`${directory}/${fd}`));
  } catch {
    return [];
  }
}

/** Empty when it was closed meanwhile. */
function targetOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

async function filesystemValues(cri: Cri, ctx: Scoped, container: PodContainer): Promise<MetricValue[]> {
  const { usedBytes } = await cri.writableLayers.usage(cri, ctx, container);
  const { blocks, bsize, files, ffree } = statfsSync(cri.images.imageRoot);
  const labels = ["/"];
  return [
    { name: "container_fs_usage_bytes", value: BigInt(usedBytes?.value ?? 0), labels },
    { name: "container_fs_limit_bytes", value: blocks * bsize, labels },
    { name: "container_fs_inodes_total", value: files, labels },
    { name: "container_fs_inodes_free", value: ffree, labels },
  ];
}

/** A limit that is not set has no metric. */
function limitValues({ process, linux }: Spec): MetricValue[] {
  const { cpu, memory } = linux?.resources ?? {};
  const limits: [MetricValue["name"], number | undefined][] = [
    ["container_spec_cpu_period", cpu?.period],
    ["container_spec_cpu_quota", cpu?.quota],
    ["container_spec_cpu_shares", cpu?.shares],
    ["container_spec_memory_limit_bytes", memory?.limit],
    ["container_spec_memory_reservation_limit_bytes", memory?.reservation],
    ["container_spec_memory_swap_limit_bytes", memory?.swap],
  ];
  const set = limits.filter((limit): limit is [MetricValue["name"], number] => (limit[1] ?? -1) >= 0);
  return [
    ...set.map(([name, value]) => ({ name, value })),
    ...(process?.rlimits ?? []).map(
      ({ type, soft }): MetricValue => ({ name: "container_ulimits_soft", value: soft, labels: [type] }),
    ),
  ];
}
