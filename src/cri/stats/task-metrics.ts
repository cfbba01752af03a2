import type { Scoped } from "../../context/index.ts";
import { messageName } from "../../core/any.ts";
import { notImplemented } from "../../errors/index.ts";
import { Metrics as MetricsV1 } from "../../rpc/gen/cgroups1.ts";
import { Metrics as MetricsV2 } from "../../rpc/gen/cgroups2.ts";
import type { Cri } from "../cri.ts";

/** A cgroup's counters, in the terms of the version of cgroups that the host has. */
export type TaskMetrics =
  | { readonly version: 1; readonly metrics: MetricsV1 }
  | { readonly version: 2; readonly metrics: MetricsV2 };

/**
 * Asks the task's shim. Not found: there is no such task. Not implemented: a foreign runtime answers with metrics of another type.
 */
export async function taskMetrics(cri: Cri, ctx: Scoped, id: string): Promise<TaskMetrics> {
  const any = await cri.tasks.runtime.stats(ctx, id);
  switch (messageName(any)) {
    case MetricsV1.typeName:
      return { version: 1, metrics: MetricsV1.decode(any.value) };
    case MetricsV2.typeName:
      return { version: 2, metrics: MetricsV2.decode(any.value) };
    default:
      throw notImplemented(`metrics of type ${JSON.stringify(any.typeUrl)}`);
  }
}
