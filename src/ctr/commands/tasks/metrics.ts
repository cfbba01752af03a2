import type { Metric } from "../../../client/index.ts";
import { messageName } from "../../../core/any.ts";
import { toRfc3339 } from "../../../core/time.ts";
import { internal, notFound } from "../../../errors/index.ts";
import type { Metrics as Metrics1 } from "../../../rpc/gen/cgroups1.ts";
import type { Metrics as Metrics2 } from "../../../rpc/gen/cgroups2.ts";
import { command } from "../../command.ts";
import { format } from "../../flags/shared.ts";
import { print, printJson } from "../../print/output.ts";
import { formatTable, spaced } from "../../print/table.ts";
import { loadTask } from "./load.ts";

export default command({
  name: "metrics",
  aliases: ["metric"],
  summary: "Get a single data point of metrics for a task",
  usage: "CONTAINER",
  flags: { format },
  async run({ flags, args, session }) {
    const { container, task } = await loadTask(session, args);
    const metric = await task.metrics(session);
    if (metric === undefined) {
      throw notFound(`metrics of ${container.id}`);
    }
    const decoded = await decode(metric);
    if (flags.format === "json") {
      printJson(decoded.data);
      return;
    }
    const head = [
      ["ID", "TIMESTAMP", ""],
      [metric.id, toRfc3339(metric.timestamp), ""],
    ];
    print(formatTable(head, spaced));
    print("\n");
    print(formatTable([["METRIC", "VALUE", ""], ...decoded.rows.map((row) => [...row, ""])], spaced));
  },
});

interface Decoded {
  readonly data: unknown;
  readonly rows: [string, string][];
}

async function decode({ data }: Metric): Promise<Decoded> {
  switch (messageName(data)) {
    case "io.containerd.cgroups.v1.Metrics": {
      const { Metrics } = await import("../../../rpc/gen/cgroups1.ts");
      const metrics = Metrics.decode(data.value);
      return { data: metrics, rows: rowsOfV1(metrics) };
    }
    case "io.containerd.cgroups.v2.Metrics": {
      const { Metrics } = await import("../../../rpc/gen/cgroups2.ts");
      const metrics = Metrics.decode(data.value);
      return { data: metrics, rows: rowsOfV2(metrics) };
    }
    default:
      throw internal(`cannot convert metric data of type ${data.typeUrl}`);
  }
}

function rowsOfV1({ memory, cpu, pids }: Metrics1): [string, string][] {
  const rows: [string, unknown][] = [];
  if (memory !== null) {
    rows.push(["memory.usage_in_bytes", memory.usage?.usage ?? 0n]);
    rows.push(["memory.limit_in_bytes", memory.usage?.limit ?? 0n]);
    rows.push(["memory.stat.cache", memory.totalCache]);
  }
  if (cpu !== null) {
    rows.push(["cpuacct.usage", cpu.usage?.total ?? 0n]);
    rows.push(["cpuacct.usage_percpu", `[${(cpu.usage?.perCpu ?? []).join(" ")}]`]);
  }
  if (pids !== null) {
    rows.push(["pids.current", pids.current], ["pids.limit", pids.limit]);
  }
  return rows.map(([name, value]) => [name, String(value)]);
}

function rowsOfV2({ memory, cpu, pids }: Metrics2): [string, string][] {
  const rows: [string, unknown][] = [];
  if (pids !== null) {
    rows.push(["pids.current", pids.current], ["pids.limit", pids.limit]);
  }
  if (cpu !== null) {
    rows.push(
      ["cpu.usage_usec", cpu.usageUsec],
      ["cpu.user_usec", cpu.userUsec],
      ["cpu.system_usec", cpu.systemUsec],
      ["cpu.nr_periods", cpu.nrPeriods],
      ["cpu.nr_throttled", cpu.nrThrottled],
      ["cpu.throttled_usec", cpu.throttledUsec],
    );
  }
  if (memory !== null) {
    rows.push(
      ["memory.usage", memory.usage],
      ["memory.usage_limit", memory.usageLimit],
      ["memory.swap_usage", memory.swapUsage],
      ["memory.swap_limit", memory.swapLimit],
    );
  }
  return rows.map(([name, value]) => [name, String(value)]);
}
