// StartContainer. Source: containerd internal/cri/server/container_start.go.
import { detached, type Scoped } from "../../context/index.ts";
import type { Stdio } from "../../core/task.ts";
import { messageOf } from "../../errors/index.ts";
import { ContainerState, type StartContainerRequest } from "../../rpc/gen/cri.ts";
import { nanosNow } from "../clock.ts";
import type { Cri, CriMethod } from "../cri.ts";
import { handlerOf } from "../handler.ts";
import { createTask, removeTask } from "../launch.ts";
import { type ContainerStreams, newStreams } from "../logs/container-streams.ts";
import { orFail } from "../or-fail.ts";
import type { StreamOwner } from "../runtime-options.ts";
import type { RuntimeHandler } from "../settings.ts";
import { hostOwner, podIdMappings } from "../spec/user-namespace.ts";
import type { PodContainer } from "../store/containers.ts";
import type { Pod } from "../store/pods.ts";
import { stateName, stateOf } from "../store/status.ts";
import { userOf } from "./user.ts";
import { watchExit } from "./watch.ts";

/** Exit code of a container whose process could not be started, as kubelet knows it from docker. */
const startFailure = 128;

export const startContainer: CriMethod<StartContainerRequest, object> = async (cri, ctx, { containerId }) => {
  const container = cri.containers.index.get(
    containerId,
    `an error occurred when try to find container ${JSON.stringify(containerId)}`,
  );
  const { id, record } = container;
  const work = async (): Promise<object> => {
    requireCreated(container);
    const pod = cri.pods.index.get(record.podId, `sandbox ${JSON.stringify(record.podId)} not found`);
    try {
      cri.streams.set(id, await start(cri, ctx, pod, container));
    } catch (error) {
      const finishedAt = nanosNow();
      const message = messageOf(error);
      const failed = { pid: 0, finishedAt, exitCode: startFailure, reason: "StartError", message };
      container.change({ ...failed, isStarting: false });
      await cri.nri.ended(container);
      throw error;
    }
    watchExit(cri, container);
    cri.events.publish("started", id, pod);
    await cri.nri.started(container);
    return {};
  };
  // Whoever gave up waiting for its turn must not find the container started after all.
  return container.lock.run(work, ctx.signal);
};

function requireCreated({ id, status }: PodContainer): void {
  if (stateOf(status) !== ContainerState.CONTAINER_CREATED) {
    const what = `failed to set starting state for container ${JSON.stringify(id)}`;
    throw new Error(`${what}: container is in ${stateName(status)} state`);
  }
}

/** Gives the streams of the container, which runs now. */
async function start(cri: Cri, ctx: Scoped, pod: Pod, container: PodContainer): Promise<ContainerStreams> {
  if (!pod.isOpen) {
    throw new Error(`sandbox container ${JSON.stringify(pod.id)} is not running`);
  }
  const handler = handlerOf(cri, pod.record.runtimeHandler);
  const streams = newStreams(cri, container.record, handler);
  try {
    await startTask(cri, ctx, pod, container, handler, streams.stdio);
    return streams;
  } catch (error) {
    await removeTask(cri, detached(ctx), container.id);
    await streams[Symbol.asyncDispose]();
    throw error;
  }
}

async function startTask(
  cri: Cri,
  ctx: Scoped,
  pod: Pod,
  container: PodContainer,
  handler: RuntimeHandler,
  stdio: Stdio,
): Promise<void> {
  const { id } = container;
  const owner = await streamOwner(cri, ctx, pod, container);
  const pid = await orFail("failed to create containerd task", () =>
    container.limitsLock.run(() => createTask(cri, ctx, id, handler, stdio, owner)),
  );
  using _held = await cri.nri.hold(ctx.signal);
  await cri.nri.starts(container, pid);
  container.change({ isStarting: true });
  await orFail(`failed to start containerd task ${JSON.stringify(id)}`, () =>
    cri.tasks.runtime.start(ctx, id, ""),
  );
  container.change({ pid, startedAt: nanosNow(), isStarting: false });
}

/**
 * The user of the container, as the host has him, where that is not the host's own: he could not open /dev/stdout if it belonged to
 * somebody whom his user namespace does not have. Source: containerd internal/cri/server/container_start_linux.go.
 */
async function streamOwner(
  cri: Cri,
  ctx: Scoped,
  { config }: Pod,
  container: PodContainer,
): Promise<StreamOwner | undefined> {
  const mappings = podIdMappings(config);
  if (mappings === undefined) {
    return undefined;
  }
  container.user ??= await userOf(cri, ctx, container.id);
  const { uid = 0n, gid = 0n } = container.user?.linux ?? {};
  return hostOwner(mappings, { uid: Number(uid), gid: Number(gid) });
}
