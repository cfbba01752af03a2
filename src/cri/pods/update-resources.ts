// UpdatePodSandboxResources: kubelet has changed the limits of the pod's cgroup, which is its own, and tells what they are now. Source:
// containerd internal/cri/server/sandbox_update_resources.go.
import type { UpdatePodSandboxResourcesRequest } from "../../rpc/gen/cri.ts";
import type { CriMethod } from "../cri.ts";

/** The pod's configuration says from now on what the limits are. */
export const updatePodSandboxResources: CriMethod<UpdatePodSandboxResourcesRequest, object> = async (
  cri,
  ctx,
  { podSandboxId, overhead, resources },
) => {
  const pod = cri.pods.index.get(podSandboxId, "failed to find sandbox");
  await pod.lock.run(async () => {
    await cri.nri.podChanges(pod, overhead, resources);
    const { config } = pod;
    const known = config.linux ?? { cgroupParent: "", securityContext: null, sysctls: {} };
    await cri.pods.update(ctx, pod, { config: { ...config, linux: { ...known, overhead, resources } } });
    await cri.nri.podChanged(pod);
  }, ctx.signal);
  return {};
};
