// StopContainer. Source: containerd internal/cri/server/container_stop.go.
import { constants } from "node:os";
import { abortable, type Scoped } from "../../context/index.ts";
import { ContainerState, type StopContainerRequest } from "../../rpc/gen/cri.ts";
import type { Cri, CriMethod } from "../cri.ts";
import { ignoreMissing, removeTask } from "../launch.ts";
import { despiteLostShim } from "../lost-shim.ts";
import { lostExit, type PodContainer } from "../store/containers.ts";
import { stateOf } from "../store/status.ts";
import { stopSignalNumber } from "./stop-signal.ts";

const { SIGKILL } = constants.signals;

/** An unknown container counts as stopped. A timeout of 0 seconds kills at once. */
export const stopContainer: CriMethod<StopContainerRequest, object> = async (cri, ctx, request) => {
  const container = cri.containers.index.find(request.containerId);
  if (container !== undefined) {
    await stop(cri, ctx, container, Number(request.timeout) * 1000);
    await cri.nri.ended(container);
  }
  return {};
};

/** For a pod that is stopped: nobody waits. */
export function stopNow(cri: Cri, ctx: Scoped, container: PodContainer): Promise<void> {
  return stop(cri, ctx, container, 0);
}

/** The escalation to SIGKILL goes on when the caller gives up; a later call with a shorter time is the one that counts. */
async function stop(cri: Cri, ctx: Scoped, container: PodContainer, graceMillis: number): Promise<void> {
  await abortable(escalate(cri, container, graceMillis), ctx.signal);
}

async function escalate(cri: Cri, container: PodContainer, graceMillis: number): Promise<void> {
  const state = stateOf(container.status);
  if (state === ContainerState.CONTAINER_UNKNOWN) {
    await endUnknown(cri, container);
  } else if (state === ContainerState.CONTAINER_RUNNING) {
    if (graceMillis === 0 || !(await endsWithin(cri, container, graceMillis))) {
      await signal(cri, container, SIGKILL, true);
    }
  }
  // The exit of one that is not running may be known, and its task not yet gone.
  await container.exited;
}

/** The stop signal is sent once: kubelet repeats a call that took too long. */
async function endsWithin(cri: Cri, container: PodContainer, graceMillis: number): Promise<boolean> {
  if (!container.isSignaled) {
    container.isSignaled = true;
    await signal(cri, container, stopSignalNumber(container.record.stopSignal), false);
  }
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), graceMillis);
  try {
    return await Promise.race([container.exited.then(() => true), promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whatever is left of a container that the daemon lost sight of, or that its shim has told nothing about yet. */
async function endUnknown(cri: Cri, container: PodContainer): Promise<void> {
  await removeTask(cri, cri.background, container.id);
  await container.exited;
  if (container.status.isUnknown) {
    container.change(lostExit());
  }
}

async function signal(cri: Cri, { id }: PodContainer, number: number, all: boolean): Promise<void> {
  const { runtime } = cri.tasks;
  await despiteLostShim(() => runtime.kill(cri.background, id, "", number, all).catch(ignoreMissing));
}
