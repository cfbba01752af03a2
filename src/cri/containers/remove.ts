// RemoveContainer. Source: containerd internal/cri/server/container_remove.go.
import { rmSync } from "node:fs";
import { detached, type Scoped } from "../../context/index.ts";
import type { RemoveContainerRequest } from "../../rpc/gen/cri.ts";
import type { Cri, CriMethod } from "../cri.ts";
import { removeRecord, removeTask } from "../launch.ts";
import type { PodContainer } from "../store/containers.ts";
import { stopNow } from "./stop.ts";

/** An unknown container counts as removed. One that runs is killed first. */
export const removeContainer: CriMethod<RemoveContainerRequest, object> = async (cri, ctx, request) => {
  const container = cri.containers.index.find(request.containerId);
  if (container !== undefined) {
    await removeOne(cri, detached(ctx), container);
  }
  return {};
};

export function removeOne(cri: Cri, ctx: Scoped, container: PodContainer): Promise<void> {
  return container.lock.run(async () => {
    if (cri.containers.index.find(container.id) !== container) {
      return;
    }
    await stopNow(cri, ctx, container);
    container.isRemoving = true;
    try {
      await removeTask(cri, ctx, container.id);
      await cri.nri.ended(container);
      using _held = await cri.nri.hold();
      await cri.nri.removed(container);
      await removeRecord(cri, ctx, container.id);
    } finally {
      container.isRemoving = false;
    }
    rmSync(container.directory, { recursive: true, force: true });
    rmSync(cri.containerState(container.id), { recursive: true, force: true });
    cri.containers.remove(container);
    const pod = cri.pods.index.find(container.record.podId);
    if (pod !== undefined) {
      cri.events.publish("deleted", container.id, pod);
    }
  });
}
