// StopPodSandbox: ends the containers, then all else of the pod. Each step may be done already: kubelet calls until all of it has
// succeeded. Source: containerd internal/cri/server/sandbox_stop.go.

import { settled } from "../../context/settled.ts";
import type { StopPodSandboxRequest } from "../../rpc/gen/cri.ts";
import { removeImageVolumes } from "../containers/image-volumes.ts";
import { stopNow } from "../containers/stop.ts";
import type { Cri, CriMethod } from "../cri.ts";
import type { Pod } from "../store/pods.ts";
import { noteEnd } from "./end.ts";
import { unmountPodFiles } from "./files.ts";
import { holdOf } from "./hold.ts";
import { disconnectPod } from "./network.ts";

/** An unknown pod counts as stopped. */
export const stopPodSandbox: CriMethod<StopPodSandboxRequest, object> = async (cri, _ctx, request) => {
  const pod = cri.pods.index.find(request.podSandboxId);
  if (pod !== undefined) {
    await pod.lock.run(() => stopPod(cri, pod));
  }
  return {};
};

/** The caller holds the pod's lock. */
export async function stopPod(cri: Cri, pod: Pod): Promise<void> {
  const ctx = cri.background;
  // From here on no container is added and none starts. A start that has begun holds the container's lock.
  pod.isStopping = true;
  const stops = cri.containers
    .of(pod.id)
    .map((container) => container.lock.run(() => stopNow(cri, ctx, container)));
  await Promise.all(stops);
  await tellPlugins(cri, pod);
  // The plugins of the network run while the pause process ends: neither needs the other.
  await settled([
    disconnectPod(cri, pod),
    holdOf(pod).release(cri, ctx, pod),
    unmountPodFiles(cri, pod.id),
    removeImageVolumes(cri, ctx, pod),
  ]);
  noteEnd(cri, pod);
}

/** While the pod's network and processes are there. */
async function tellPlugins(cri: Cri, pod: Pod): Promise<void> {
  using _held = await cri.nri.hold();
  await cri.nri.podStopped(pod);
}
