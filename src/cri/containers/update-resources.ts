// UpdateContainerResources: kubelet changes limits of a container that runs. Source: containerd
// internal/cri/server/container_update_resources.go.
import type { Scoped } from "../../context/index.ts";
import type { LinuxContainerResources, UpdateContainerResourcesRequest } from "../../rpc/gen/cri.ts";
import type { Cri, CriMethod } from "../cri.ts";
import { withNriResources } from "../nri/resources.ts";
import { withResources } from "../spec/resources.ts";
import type { PodContainer } from "../store/containers.ts";
import { changeLimits } from "./limits.ts";

/** A container that is not started yet gets the limits when it is; of one that has ended only the record changes. */
export const updateContainerResources: CriMethod<UpdateContainerResourcesRequest, object> = async (
  cri,
  ctx,
  { containerId, linux },
) => {
  const container = cri.containers.index.get(containerId, "failed to find container");
  if (linux !== null) {
    await container.lock.run(() => update(cri, ctx, container, linux), ctx.signal);
  }
  return {};
};

async function update(
  cri: Cri,
  ctx: Scoped,
  container: PodContainer,
  wanted: LinuxContainerResources,
): Promise<void> {
  using _held = await cri.nri.hold(ctx.signal);
  const changed = await cri.nri.updates(container, wanted);
  const options =
    changed === undefined ? withResources(wanted, cri.settings) : withNriResources(changed, cri.settings);
  await changeLimits(cri, ctx, container, options);
  await cri.nri.updated(container);
}
