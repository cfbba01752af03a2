// StartContainer. Source: containerd internal/cri/server/container_start.go.
import { detached } from "../../context/index.ts";
import { failedPrecondition, messageOf } from "../../errors/index.ts";
import { ContainerState, type StartContainerRequest } from "../../rpc/gen/cri.ts";
import { nanosNow } from "../clock.ts";
import type { CriMethod } from "../cri.ts";
import { handlerOf } from "../handler.ts";
import { createTask, removeTask } from "../launch.ts";
import { ContainerStreams } from "../logs/container-streams.ts";
import { stateOf } from "../store/status.ts";
import { watchExit } from "./watch.ts";

/** Exit code of a container whose process could not be started, as kubelet knows it from docker. */
const startFailure = 128;

export const startContainer: CriMethod<StartContainerRequest, object> = async (cri, ctx, { containerId }) => {
  const container = cri.containers.index.get(containerId);
  const { id, record } = container;
  const work = async (): Promise<object> => {
    if (stateOf(container.status) !== ContainerState.CONTAINER_CREATED) {
      throw failedPrecondition(`container ${id} is not in the created state`);
    }
    const pod = cri.pods.index.get(record.podId);
    if (!pod.isOpen) {
      throw failedPrecondition(`sandbox ${pod.id} of container ${id} is not running`);
    }
    const streams = new ContainerStreams({
      directory: cri.containerState(id),
      hasStdin: record.config.stdin,
      terminal: record.config.tty,
      logPath: record.logPath,
      maxLineBytes: cri.settings.maxLogLineBytes,
    });
    try {
      const handler = handlerOf(cri, pod.record.runtimeHandler);
      const pid = await createTask(cri, ctx, id, handler, streams.stdio);
      await cri.tasks.runtime.start(ctx, id, "");
      container.change({ pid, startedAt: nanosNow() });
    } catch (error) {
      await removeTask(cri, detached(ctx), id);
      streams[Symbol.dispose]();
      const finishedAt = nanosNow();
      const message = messageOf(error);
      container.change({ pid: 0, finishedAt, exitCode: startFailure, reason: "StartError", message });
      throw new Error(`failed to start container ${id}`, { cause: error });
    }
    cri.streams.set(id, streams);
    watchExit(cri, container);
    cri.events.publish("started", id, pod);
    return {};
  };
  // Whoever gave up waiting for its turn must not find the container started after all.
  return container.lock.run(work, ctx.signal);
};
