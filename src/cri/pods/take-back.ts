// Takes back all of a pod that could not be made, or that is removed. Each step may have been done before.
import type { Cri } from "../cri.ts";
import { ignoreMissing } from "../launch.ts";
import type { Pod } from "../store/pods.ts";
import { removePodFiles } from "./files.ts";
import { holdOf } from "./hold.ts";
import { disconnectPod } from "./network.ts";

/**
 * After RunPodSandbox has failed. What cannot be taken back now is left to kubelet, which sees the pod, not ready, until it has
 * removed it. `before` is what must have ended first. Does not reject.
 */
export async function takeBack(cri: Cri, pod: Pod, before?: Promise<void>): Promise<void> {
  pod.isStopping = true;
  try {
    await pod.lock.run(async () => {
      await before;
      await holdOf(pod).release(cri, cri.background, pod);
      await disconnectPod(cri, pod);
      await forget(cri, pod);
    });
  } catch (error) {
    cri.log.warn("a pod that was not made could not be taken back", { pod: pod.id, error });
    cri.pods.index.add(pod);
  }
}

/** Removes what is left of a pod that does not run. The record goes last: until then a restart finds the pod. */
export async function forget(cri: Cri, pod: Pod): Promise<void> {
  const ctx = cri.background;
  await holdOf(pod).forget(cri, ctx, pod);
  await cri.metadata.leases.delete(ctx, pod.id).catch(ignoreMissing);
  await removePodFiles(cri, pod.id);
  await cri.pods.delete(ctx, pod);
}
