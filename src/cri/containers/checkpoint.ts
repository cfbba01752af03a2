// CheckpointContainer: the processes and files of a container, in an archive. The container goes on. Source: containerd
// internal/cri/server/container_checkpoint_linux.go.
import { mkdir, rm } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { abortable, detached, type Scoped, throwIfAborted } from "../../context/index.ts";
import type { Any } from "../../core/any.ts";
import { errnoOf, failedPrecondition, invalidArgument } from "../../errors/index.ts";
import { withLease } from "../../oci/lease.ts";
import { type CheckpointContainerRequest, ContainerState } from "../../rpc/gen/cri.ts";
import { CheckpointOptions } from "../../rpc/gen/runc.ts";
import type { Cri, CriMethod } from "../cri.ts";
import { handlerOf } from "../handler.ts";
import { orFail } from "../or-fail.ts";
import { isRunc } from "../runtime-options.ts";
import type { PodContainer } from "../store/containers.ts";
import { stateName, stateOf } from "../store/status.ts";
import { archiveDirectory } from "./checkpoint-archive.ts";
import { checkpointNames, writeDocuments, writeRootfsDiff } from "./checkpoint-files.ts";

export const checkpointContainer: CriMethod<CheckpointContainerRequest, object> = async (
  cri,
  ctx,
  { containerId, location, timeout },
) => {
  const named = JSON.stringify(containerId);
  if (!cri.settings.enablesCheckpoints) {
    throw new Error(`failed to checkpoint container ${named}: criu support is disabled by configuration`);
  }
  const container = cri.containers.index.get(
    containerId,
    `an error occurred when trying to find container ${named}`,
  );
  requireCheckpointable(container);
  if (!isAbsolute(location)) {
    throw invalidArgument(`checkpoint to ${JSON.stringify(location)}: the path is not absolute`);
  }
  const limited = timeout > 0n ? withTimeout(ctx, timeout) : ctx;
  await orFail(`checkpointing container ${JSON.stringify(container.id)} failed`, () =>
    checkpoint(cri, limited, container, location),
  );
  return {};
};

function requireCheckpointable({ id, status }: PodContainer): void {
  if (stateOf(status) !== ContainerState.CONTAINER_RUNNING) {
    throw new Error(
      `container ${JSON.stringify(id)} is in ${stateName(status)} state. only CONTAINER_RUNNING containers can be checkpointed`,
    );
  }
}

/** The longest that a timer can count, in milliseconds. */
const maxTimer = 2 ** 31 - 1;

/** kubelet's timeout is in seconds. */
function withTimeout(ctx: Scoped, seconds: bigint): Scoped {
  const limit = AbortSignal.timeout(Math.min(Number(seconds) * 1000, maxTimer));
  return { ...ctx, signal: AbortSignal.any([ctx.signal, limit]) };
}

/** Below the container's own directory: where it is found, a checkpoint is being made, or was when the daemon died. */
export function checkpointDirectory({ directory }: PodContainer): string {
  return join(directory, "checkpoint");
}

/** What has begun comes to its end without the caller, too: nobody else would let the container go on. */
async function checkpoint(cri: Cri, ctx: Scoped, container: PodContainer, location: string): Promise<void> {
  throwIfAborted(ctx);
  const work = async (): Promise<void> => {
    const directory = await claimDirectory(container);
    try {
      await collect(cri, detached(ctx), container, directory);
      throwIfAborted(ctx);
      await archiveDirectory(directory, location);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  };
  await abortable(work(), ctx.signal);
}

/** Two checkpoints at once would let the container go on while the other one is still made. */
async function claimDirectory(container: PodContainer): Promise<string> {
  const directory = checkpointDirectory(container);
  try {
    await mkdir(directory, { mode: 0o700 });
  } catch (error) {
    throw errnoOf(error) === "EEXIST"
      ? failedPrecondition("another checkpoint of it is being made", { cause: error })
      : error;
  }
  return directory;
}

/** Puts together what goes into the archive. The container stands still, so that its memory and its files belong together. */
async function collect(cri: Cri, ctx: Scoped, container: PodContainer, directory: string): Promise<void> {
  const { id } = container;
  const { runtime } = cri.tasks;
  const images = join(directory, checkpointNames.images);
  await mkdir(images, { mode: 0o700 });
  await runtime.pause(ctx, id);
  try {
    await runtime.checkpoint(ctx, id, images, checkpointOptions(cri, container, directory));
    await withLease(ctx, cri.metadata.leases, (leased) => writeRootfsDiff(cri, leased, id, directory));
  } finally {
    await runtime.resume(ctx, id);
  }
  await writeDocuments(cri, ctx, container, directory);
}

/** runc is told to leave the container running, and that CRIU's log belongs to the archive. Other runtimes have options of their own. */
function checkpointOptions(cri: Cri, { record }: PodContainer, directory: string): Any | undefined {
  const pod = cri.pods.index.get(record.podId, `sandbox ${JSON.stringify(record.podId)} not found`);
  if (!isRunc(handlerOf(cri, pod.record.runtimeHandler))) {
    return undefined;
  }
  const value = CheckpointOptions.encode({ exit: false, workPath: directory });
  return { typeUrl: CheckpointOptions.typeName, value };
}
