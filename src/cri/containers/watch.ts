// The end of a container: its exit is written down, and its task and streams go. Source: containerd
// internal/cri/server/events.go, handleContainerExit.
import type { Exit } from "../../core/task.ts";
import { isKind } from "../../errors/index.ts";
import { nanosNow, nanosOf } from "../clock.ts";
import type { Cri } from "../cri.ts";
import { ignoreMissing } from "../launch.ts";
import type { PodContainer } from "../store/containers.ts";

/** Exit code where the true one was lost. */
const unknownExit = 255;
/** A process that somebody else holds the output of must not hold up the end of the container for longer, in milliseconds. */
const drainTimeout = 10_000;

export function watchExit(cri: Cri, container: PodContainer): void {
  container.exited = (async () => {
    const exit = await waitFor(cri, container.id);
    await finish(cri, container, exit);
  })().catch((error: unknown) => {
    cri.log.error("the end of a container could not be noted", { container: container.id, error });
  });
}

/** Undefined when the exit was lost. */
async function waitFor(cri: Cri, id: string): Promise<Exit | undefined> {
  try {
    return await cri.tasks.runtime.wait(cri.background, id, "");
  } catch (error) {
    if (!isKind(error, "not found")) {
      cri.log.warn("lost the exit of a container", { container: id, error });
    }
    return undefined;
  }
}

async function finish(cri: Cri, container: PodContainer, exit: Exit | undefined): Promise<void> {
  const { id } = container;
  const streams = cri.streams.get(id);
  if (streams !== undefined) {
    await Promise.race([streams.drained, Bun.sleep(drainTimeout)]);
  }
  await cri.tasks.runtime.delete(cri.background, id).catch(ignoreMissing);
  const exitCode = exit?.status ?? unknownExit;
  container.change({
    pid: 0,
    exitCode,
    finishedAt: nanosOf(exit?.exitedAt ?? null) || nanosNow(),
    ...(exit === undefined ? { reason: "Unknown" } : {}),
  });
  streams?.[Symbol.dispose]();
  cri.streams.delete(id);
  const pod = cri.pods.index.find(container.record.podId);
  if (pod !== undefined) {
    cri.events.publish("stopped", id, pod);
  }
}
