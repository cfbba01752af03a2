// StartContainer. Source: containerd internal/cri/server/container_start.go.
import { detached, type Scoped } from "../../context/index.ts";
import { messageOf } from "../../errors/index.ts";
import { ContainerState, type StartContainerRequest } from "../../rpc/gen/cri.ts";
import { nanosNow } from "../clock.ts";
import type { Cri, CriMethod } from "../cri.ts";
import { handlerOf } from "../handler.ts";
import { createTask, removeTask } from "../launch.ts";
import { ContainerStreams } from "../logs/container-streams.ts";
import { orFail } from "../or-fail.ts";
import type { StreamOwner } from "../runtime-options.ts";
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
    const streams = new ContainerStreams({
      directory: cri.containerState(id),
      hasStdin: record.config.stdin,
      terminal: record.config.tty,
      logPath: record.logPath,
      maxLineBytes: cri.settings.maxLogLineBytes,
    });
    try {
      await start(cri, ctx, pod, container, streams);
    } catch (error) {
      await removeTask(cri, detached(ctx), id);
      streams[Symbol.dispose]();
      const finishedAt = nanosNow();
      const message = messageOf(error);
      container.change({ pid: 0, finishedAt, exitCode: startFailure, reason: "StartError", message });
      await cri.nri.ended(container);
      throw error;
    }
    cri.streams.set(id, streams);
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

async function start(
  cri: Cri,
  ctx: Scoped,
  pod: Pod,
  container: PodContainer,
  { stdio }: ContainerStreams,
): Promise<void> {
  const { id } = container;
  if (!pod.isOpen) {
    throw new Error(`sandbox container ${JSON.stringify(pod.id)} is not running`);
  }
  const handler = handlerOf(cri, pod.record.runtimeHandler);
  const owner = await streamOwner(cri, ctx, pod, container);
  const pid = await orFail("failed to create containerd task", () =>
    container.limitsLock.run(() => createTask(cri, ctx, id, handler, stdio, owner)),
  );
  using _held = await cri.nri.hold(ctx.signal);
  await cri.nri.starts(container, pid);
  await orFail(`failed to start containerd task ${JSON.stringify(id)}`, () =>
    cri.tasks.runtime.start(ctx, id, ""),
  );
  container.change({ pid, startedAt: nanosNow() });
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
