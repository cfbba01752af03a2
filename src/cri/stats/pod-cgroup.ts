// The cgroup that kubelet makes for a pod, which counts all of its containers, those that are gone among them. Source: containerd
// internal/cri/server/podsandbox/sandbox_stats_linux.go.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Metrics as MetricsV1 } from "../../rpc/gen/cgroups1.ts";
import { Metrics as MetricsV2 } from "../../rpc/gen/cgroups2.ts";
import type { TaskMetrics } from "./task-metrics.ts";

const hierarchies = "/sys/fs/cgroup";
/** What the kernel reports where there is no limit. */
const noLimit = 2n ** 64n - 1n;

/** Undefined when there is no such cgroup. */
export function podMetrics(parent: string, root = hierarchies): TaskMetrics | undefined {
  if (parent === "") {
    return undefined;
  }
  return existsSync(join(root, "cgroup.controllers"))
    ? unified(join(root, parent))
    : perController(root, parent);
}

function perController(root: string, parent: string): TaskMetrics | undefined {
  const cpu = join(root, "cpuacct", parent);
  const memory = join(root, "memory", parent);
  if (!existsSync(cpu) || !existsSync(memory)) {
    return undefined;
  }
  const field = fieldsOf(join(memory, "memory.stat"));
  const metrics = MetricsV1.encode({
    cpu: { usage: { total: counter(join(cpu, "cpuacct.usage")) } },
    memory: {
      usage: {
        usage: counter(join(memory, "memory.usage_in_bytes")),
        limit: counter(join(memory, "memory.limit_in_bytes")),
      },
      totalInactiveFile: field("total_inactive_file"),
      totalRss: field("total_rss"),
      totalPgFault: field("total_pgfault"),
      totalPgMajFault: field("total_pgmajfault"),
    },
  });
  return { version: 1, metrics: MetricsV1.decode(metrics) };
}

function unified(path: string): TaskMetrics | undefined {
  if (!existsSync(join(path, "memory.current"))) {
    return undefined;
  }
  const field = fieldsOf(join(path, "memory.stat"));
  const metrics = MetricsV2.encode({
    cpu: { usageUsec: fieldsOf(join(path, "cpu.stat"))("usage_usec") },
    memory: {
      usage: counter(join(path, "memory.current")),
      usageLimit: counter(join(path, "memory.max")),
      inactiveFile: field("inactive_file"),
      anon: field("anon"),
      pgfault: field("pgfault"),
      pgmajfault: field("pgmajfault"),
    },
  });
  return { version: 2, metrics: MetricsV2.decode(metrics) };
}

function counter(file: string): bigint {
  const text = readFileSync(file, "utf8").trim();
  return text === "max" ? noLimit : BigInt(text);
}

/** Of a file with a name and a number in each line; 0 for a name that it lacks. */
function fieldsOf(file: string): (name: string) => bigint {
  const lines = readFileSync(file, "utf8").split("\n");
  const fields = new Map(lines.map((line) => line.split(" ") as [string, string]));
  return (name) => BigInt(fields.get(name) ?? 0);
}
