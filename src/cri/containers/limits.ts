// Changes the limits of a container: in its record, which counts from its next start on, in the runtime, and in its status. Source:
// containerd internal/cri/server/container_update_resources.go.
import type { Scoped } from "../../context/index.ts";
import { jsonAny, typeUrls } from "../../core/any.ts";
import type { Container } from "../../core/container.ts";
import type { Spec, SpecOption } from "../../oci/spec/index.ts";
import { recordedSpec } from "../../oci/spec/parse.ts";
import { ContainerState } from "../../rpc/gen/cri.ts";
import type { Cri } from "../cri.ts";
import { ignoreMissing } from "../launch.ts";
import { resourcesOfSpec } from "../spec/resources-status.ts";
import type { PodContainer } from "../store/containers.ts";
import { stateOf } from "../store/status.ts";

/**
 * Makes the change that the options make in the container's spec. A container that is not started yet gets the limits when it is; of one
 * that has ended only the record changes. Changes of one container wait for each other, and for its task to be made. They wait for
 * nothing else: a plugin of the node may want one while a call about the same container is under way.
 */
export function changeLimits(
  cri: Cri,
  ctx: Scoped,
  container: PodContainer,
  options: readonly SpecOption[],
): Promise<void> {
  return container.limitsLock.run(() => update(cri, ctx, container, options), ctx.signal);
}

/** The record says what is wanted after the next restart, too: when the runtime refuses, it is as it was. */
async function update(
  cri: Cri,
  ctx: Scoped,
  container: PodContainer,
  options: readonly SpecOption[],
): Promise<void> {
  const stored = await cri.metadata.containers.get(ctx, container.id);
  const spec = await changed(stored, options);
  await cri.metadata.containers.update(ctx, { ...stored, spec: jsonAny(typeUrls.spec, spec) }, ["spec"]);
  try {
    await tellRuntime(cri, ctx, container, spec);
  } catch (cause) {
    await cri.metadata.containers.update(cri.background, stored, ["spec"]);
    throw new Error("failed to update resources", { cause });
  }
  container.change({ resources: resourcesOfSpec(spec) });
}

async function changed(stored: Container, options: readonly SpecOption[]): Promise<Spec> {
  const spec = recordedSpec(stored);
  for (const option of options) {
    await option(spec, { id: stored.id, namespace: "" });
  }
  return spec;
}

/** A container that is being started may have a task before it runs. */
async function tellRuntime(cri: Cri, ctx: Scoped, { id, status }: PodContainer, spec: Spec): Promise<void> {
  if (stateOf(status) === ContainerState.CONTAINER_EXITED) {
    return;
  }
  const resources = jsonAny(typeUrls.resources, spec.linux?.resources ?? {});
  await cri.tasks.runtime.update(ctx, id, resources, {}).catch(ignoreMissing);
}
