import type { Any } from "../core/any.ts";
import type { ContainerPlan } from "../oci/container/plan.ts";
import type { Client } from "./client.ts";
import type { Image } from "./image.ts";
import type { RequestOptions } from "./wire.ts";

/** A container that is to be recorded: what it is made from and how it will run. */
export interface NewContainerOptions extends Omit<ContainerPlan, "image" | "snapshotter" | "runtime"> {
  /** The image that gives configuration, labels and the parent of a new snapshot. */
  readonly image?: Image | undefined;
  /** Name of the snapshotter. Default: the namespace's, or `overlayfs`. Unused without an image and a snapshot's key. */
  readonly snapshotter?: string | undefined;
  /** Name of the runtime. Default: the namespace's, or `io.containerd.runc.v2`. */
  readonly runtime?: string | undefined;
  /** Options of the runtime's shim, encoded as that shim wants them. */
  readonly runtimeOptions?: Any | undefined;
}

/** The plan of a container, with what the caller left to the namespace's defaults. */
export async function planOf(
  client: Client,
  { runtime, runtimeOptions, snapshotter, ...rest }: NewContainerOptions,
  options: RequestOptions,
): Promise<ContainerPlan> {
  const hasSnapshot = rest.image !== undefined || rest.snapshotKey !== undefined;
  return {
    ...rest,
    snapshotter: hasSnapshot ? await client.snapshotterFor(snapshotter, options) : "",
    runtime: { name: await client.runtimeFor(runtime, options), options: runtimeOptions },
  };
}
