// RemovePodSandbox. Source: containerd internal/cri/server/sandbox_remove.go.
import { detached } from "../../context/index.ts";
import type { RemovePodSandboxRequest } from "../../rpc/gen/cri.ts";
import { removeOne } from "../containers/remove.ts";
import type { CriMethod } from "../cri.ts";
import { ignoreMissing, removeRecord } from "../launch.ts";
import { removePodFiles } from "./files.ts";
import { stopPod } from "./stop.ts";

/** An unknown pod counts as removed. */
export const removePodSandbox: CriMethod<RemovePodSandboxRequest, object> = async (cri, caller, request) => {
  const pod = cri.pods.index.find(request.podSandboxId);
  if (pod === undefined) {
    return {};
  }
  const ctx = detached(caller);
  await pod.lock.run(async () => {
    await stopPod(cri, pod);
    for (const container of cri.containers.of(pod.id)) {
      await removeOne(cri, ctx, container);
    }
    await removeRecord(cri, ctx, pod.id);
    await removePodFiles(cri, pod.id);
    await cri.pods.delete(ctx, pod).catch(ignoreMissing);
    await cri.metadata.leases.delete(ctx, pod.id).catch(ignoreMissing);
    cri.events.publish("deleted", pod.id, pod);
  });
  return {};
};
