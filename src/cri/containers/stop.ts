// StopContainer. Source: containerd internal/cri/server/container_stop.go.
import { constants } from "node:os";
import { abortable, detached, type Scoped } from "../../context/index.ts";
import { ContainerState, type StopContainerRequest } from "../../rpc/gen/cri.ts";
import type { Cri, CriMethod } from "../cri.ts";
import { ignoreMissing } from "../launch.ts";
import type { PodContainer } from "../store/containers.ts";
import { stateOf } from "../store/status.ts";

const { SIGKILL, SIGTERM } = constants.signals;

/** An unknown container counts as stopped. A timeout of 0 seconds kills at once. */
export const stopContainer: CriMethod<StopContainerRequest, object> = async (cri, ctx, request) => {
  const container = cri.containers.index.find(request.containerId);
  if (container !== undefined) {
    await stop(cri, ctx, container, Number(request.timeout) * 1000);
  }
  return {};
};

/** For a pod that is stopped: nobody waits. */
export function stopNow(cri: Cri, ctx: Scoped, container: PodContainer): Promise<void> {
  return stop(cri, ctx, container, 0);
}

async function stop(cri: Cri, ctx: Scoped, container: PodContainer, graceMillis: number): Promise<void> {
  if (!isLive(container)) {
    return;
  }
  if (graceMillis > 0) {
    await signal(cri, ctx, container, stopSignalOf(container), false);
    if (await endedWithin(ctx, container, graceMillis)) {
      return;
    }
  }
  await signal(cri, detached(ctx), container, SIGKILL, true);
  await abortable(container.exited, ctx.signal);
}

function isLive({ status }: PodContainer): boolean {
  const state = stateOf(status);
  return state === ContainerState.CONTAINER_RUNNING || state === ContainerState.CONTAINER_UNKNOWN;
}

async function signal(
  cri: Cri,
  ctx: Scoped,
  { id }: PodContainer,
  number: number,
  all: boolean,
): Promise<void> {
  await cri.tasks.runtime.kill(ctx, id, "", number, all).catch(ignoreMissing);
}

function stopSignalOf({ record }: PodContainer): number {
  const name = record.stopSignal === "" ? "SIGTERM" : record.stopSignal;
  const known = constants.signals as Readonly<Record<string, number | undefined>>;
  return /^\d+$/.test(name) ? Number(name) : (known[name.startsWith("SIG") ? name : `SIG${name}`] ?? SIGTERM);
}

async function endedWithin(ctx: Scoped, container: PodContainer, millis: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), millis);
  try {
    return await abortable(Promise.race([container.exited.then(() => true), promise]), ctx.signal);
  } finally {
    clearTimeout(timer);
  }
}
