// UpdateContainerResources: kubelet changes limits of a container that runs. Source: containerd
// internal/cri/server/container_update_resources.go.
import type { Scoped } from "../../context/index.ts";
import { jsonAny, typeUrls } from "../../core/any.ts";
import type { Container } from "../../core/container.ts";
import { parseExact } from "../../core/exact-json.ts";
import type { Spec } from "../../oci/spec/index.ts";
import {
  type ContainerResources,
  ContainerState,
  type LinuxContainerResources,
  type UpdateContainerResourcesRequest,
} from "../../rpc/gen/cri.ts";
import type { Cri, CriMethod } from "../cri.ts";
import { ignoreMissing } from "../launch.ts";
import { withResources } from "../spec/resources.ts";
import type { PodContainer } from "../store/containers.ts";
import { stateOf } from "../store/status.ts";

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

/** The record says what is wanted after the next restart, too: when the runtime refuses, it is as it was. */
async function update(
  cri: Cri,
  ctx: Scoped,
  container: PodContainer,
  linux: LinuxContainerResources,
): Promise<void> {
  const stored = await cri.metadata.containers.get(ctx, container.id);
  const spec = await changed(cri, stored, linux);
  await cri.metadata.containers.update(ctx, { ...stored, spec: jsonAny(typeUrls.spec, spec) }, ["spec"]);
  try {
    await tellRuntime(cri, ctx, container, spec);
  } catch (cause) {
    await cri.metadata.containers.update(cri.background, stored, ["spec"]);
    throw new Error("failed to update resources", { cause });
  }
  container.change({ resources: merged(container.status.resources, linux) });
}

async function changed(cri: Cri, stored: Container, linux: LinuxContainerResources): Promise<Spec> {
  const spec = parseExact(new TextDecoder().decode(stored.spec.value)) as Spec;
  for (const option of withResources(linux, cri.settings)) {
    await option(spec, { id: stored.id, namespace: "" });
  }
  return spec;
}

async function tellRuntime(cri: Cri, ctx: Scoped, { id, status }: PodContainer, spec: Spec): Promise<void> {
  if (stateOf(status) !== ContainerState.CONTAINER_RUNNING) {
    return;
  }
  const resources = jsonAny(typeUrls.resources, spec.linux?.resources ?? {});
  await cri.tasks.runtime.update(ctx, id, resources, {}).catch(ignoreMissing);
}

/** The limits after a change: 0 and an empty text leave one as it is. */
function merged(known: ContainerResources | null, change: LinuxContainerResources): ContainerResources {
  const set = Object.entries(change).filter(([, value]) => !isUnset(value));
  const linux = { ...(known?.linux ?? change), ...Object.fromEntries(set) } as LinuxContainerResources;
  return { linux, windows: null };
}

function isUnset(value: unknown): boolean {
  return value === 0n || value === "" || (typeof value === "object" && Object.keys(value ?? {}).length === 0);
}
