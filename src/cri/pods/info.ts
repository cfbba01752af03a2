// What a verbose PodSandboxStatus tells of a pod, as `crictl inspectp` prints it. Source: containerd
// internal/cri/server/podsandbox/sandbox_status.go, types/info.go.
import { existsSync } from "node:fs";
import type { Scoped } from "../../context/index.ts";
import { recordedSpec } from "../../oci/spec/parse.ts";
import type { Cri } from "../cri.ts";
import { toGoJson } from "../go-json.ts";
import { ignoreMissing } from "../launch.ts";
import { runtimeOptionsJson } from "../runtime-options.ts";
import { type Pod, podRecordJson } from "../store/pods.ts";
import { holdOf } from "./hold.ts";

/** For JSON.stringify. A pod that no process holds has no container of its own, and tells its namespaces instead. */
export async function podInfo(cri: Cri, ctx: Scoped, pod: Pod): Promise<object> {
  const { record } = pod;
  const stored = await cri.metadata.containers.get(ctx, pod.id).catch(ignoreMissing);
  return {
    pid: pod.pid,
    processStatus: await processStatus(cri, ctx, pod),
    netNamespaceClosed: record.netns !== "" && !existsSync(record.netns),
    image: stored?.image ?? "",
    snapshotKey: stored?.snapshotKey ?? "",
    snapshotter: stored?.snapshotter ?? "",
    runtimeType: stored?.runtime.name ?? "",
    runtimeOptions: runtimeOptionsJson(stored?.runtime.options),
    config: toGoJson(record.config),
    runtimeSpec: stored === undefined ? null : recordedSpec(stored),
    cniResult: record.cniResult ?? null,
    sandboxMetadata: podRecordJson(record),
    ...(record.hold === "namespaces" ? { namespaces: holdOf(pod).shared(cri, pod) } : {}),
  };
}

/** `deleted` is containerd's word for a pod whose process is gone. */
async function processStatus(cri: Cri, ctx: Scoped, { id, record, state }: Pod): Promise<string> {
  if (record.hold === "namespaces") {
    return state === "ready" ? "running" : "deleted";
  }
  const task = await cri.tasks.runtime.state(ctx, id, "").catch(ignoreMissing);
  return task?.status ?? "deleted";
}
