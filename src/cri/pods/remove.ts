// RemovePodSandbox. Source: containerd internal/cri/server/sandbox_remove.go.
import { detached } from "../../context/index.ts";
import type { RemovePodSandboxRequest } from "../../rpc/gen/cri.ts";
import { removeOne } from "../containers/remove.ts";
import type { CriMethod } from "../cri.ts";
import { stopPod } from "./stop.ts";
import { forget } from "./take-back.ts";

/** An unknown pod counts as removed. */
export const removePodSandbox: CriMethod<RemovePodSandboxRequest, object> = async (cri, caller, request) => {
  const pod = cri.pods.index.find(request.podSandboxId);
  if (pod === undefined) {
    return {};
  }
  await pod.lock.run(async () => {
    if (cri.pods.index.find(pod.id) !== pod) {
      return;
    }
    await stopPod(cri, pod);
    for (const container of cri.containers.of(pod.id)) {
      await removeOne(cri, detached(caller), container);
    }
    using _held = await cri.nri.hold();
    await cri.nri.podRemoved(pod);
    await forget(cri, pod);
    cri.events.publish("deleted", pod.id, pod);
  });
  return {};
};
