// The end of a container: its exit is written down, and its task and streams go. Source: containerd
// internal/cri/server/events.go, handleContainerExit.
import { abortable } from "../../context/index.ts";
import type { Exit } from "../../core/task.ts";
import { isKind } from "../../errors/index.ts";
import { nanosNow, nanosOf } from "../clock.ts";
import type { Cri } from "../cri.ts";
import { wasOomKilled } from "../stats/oom.ts";
import { lostExit, type PodContainer } from "../store/containers.ts";

/** A process that somebody else holds the output of must not hold up the end of the container for longer, in milliseconds. */
const drainTimeout = 10_000;
/** Exit code of a process that SIGKILL ended, as the kernel does for lack of memory. */
const killed = 137;

export function watchExit(cri: Cri, container: PodContainer): void {
  container.exited = noteExit(cri, container).catch((error: unknown) => {
    if (!cri.closing.aborted) {
      cri.log.error("the end of a container could not be noted", { container: container.id, error });
    }
  });
}

async function noteExit(cri: Cri, container: PodContainer): Promise<void> {
  const exit = await waitFor(cri, container.id);
  await finish(cri, container, exit);
}

/** Undefined when the exit was lost. Throws when the daemon stops: then the task goes on. */
async function waitFor(cri: Cri, id: string): Promise<Exit | undefined> {
  try {
    return await cri.tasks.runtime.wait({ ...cri.background, signal: cri.closing }, id, "");
  } catch (error) {
    if (cri.closing.aborted) {
      throw error;
    }
    if (!isKind(error, "not found")) {
      cri.log.warn("lost the exit of a container", { container: id, error });
    }
    return undefined;
  }
}

/** The exit is written down before the task goes: a daemon that starts after a crash finds it in one of both. */
async function finish(cri: Cri, container: PodContainer, exit: Exit | undefined): Promise<void> {
  const { id } = container;
  const streams = cri.streams.get(id);
  if (streams !== undefined) {
    await abortable(Promise.race([streams.drained(), Bun.sleep(drainTimeout)]), cri.closing);
  }
  container.change(await changeBy(cri, id, exit));
  void cri.nri.ended(container);
  await cri.tasks.runtime.delete(cri.background, id).catch((error: unknown) => {
    // A removal tries again.
    if (!isKind(error, "not found")) {
      cri.log.warn("the task of a container that has ended could not be deleted", { container: id, error });
    }
  });
  await streams?.[Symbol.asyncDispose]();
  cri.streams.delete(id);
  const pod = cri.pods.index.find(container.record.podId);
  if (pod !== undefined) {
    cri.events.publish("stopped", id, pod);
  }
}

async function changeBy(
  cri: Cri,
  id: string,
  exit: Exit | undefined,
): Promise<Partial<PodContainer["status"]>> {
  if (exit === undefined) {
    return lostExit();
  }
  const isOom = exit.status === killed && (await isKnownOom(cri, id));
  return {
    pid: 0,
    exitCode: exit.status,
    finishedAt: nanosOf(exit.exitedAt) || nanosNow(),
    isUnknown: false,
    ...(isOom ? { reason: "OOMKilled" } : {}),
  };
}

/** A shim that is lost, or cannot read its counters, must not keep the exit from being noted. */
async function isKnownOom(cri: Cri, id: string): Promise<boolean> {
  try {
    return await wasOomKilled(cri, id);
  } catch (error) {
    if (!isKind(error, "not found")) {
      cri.log.info("cannot tell whether a container ran out of memory", { container: id, error });
    }
    return false;
  }
}
