import { rmSync } from "node:fs";
import type { Container } from "../../core/container.ts";
import type { ProcessState } from "../../core/task.ts";
import { errnoOf } from "../../errors/index.ts";
import { ContainerState } from "../../rpc/gen/cri.ts";
import { kindLabel } from "../annotations.ts";
import { nanosNow, nanosOf } from "../clock.ts";
import { watchExit } from "../containers/watch.ts";
import type { Cri } from "../cri.ts";
import { removeRecord, removeTask } from "../launch.ts";
import { ContainerStreams } from "../logs/container-streams.ts";
import { lostExit, PodContainer, unpackRecord } from "../store/containers.ts";
import { type ContainerStatus, newStatus, readStatus, stateOf } from "../store/status.ts";

import type { TaskStates } from "./recover.ts";

/** Containers that are looked at together: some need a call to their shims. */
const atOnce = 16;

/** Gives the ids of all containers, those whose records cannot be read among them: what belongs to such a container stays. */
export async function recoverContainers(cri: Cri, tasks: TaskStates): Promise<Set<string>> {
  const filter = `labels.${JSON.stringify(kindLabel)}==container`;
  const found = await Array.fromAsync(cri.metadata.containers.list(cri.background, [filter]));
  const ids = new Set(found.map(({ id }) => id));
  const worker = async (): Promise<void> => {
    for (let next = found.shift(); next !== undefined; next = found.shift()) {
      await recoverContainer(cri, next, tasks.get(next.id));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return ids;
}

async function recoverContainer(cri: Cri, stored: Container, task: ProcessState | undefined): Promise<void> {
  const { id } = stored;
  try {
    const status = readIfThere(cri.containerDirectory(id));
    if (status === undefined && task === undefined) {
      await removeUnfinished(cri, id);
      return;
    }
    const known = status ?? { ...newStatus, createdAt: nanosOf(stored.createdAt) };
    const container = new PodContainer(unpackRecord(stored), cri.containerDirectory(id), known);
    cri.containers.add(container);
    await recoverState(cri, container, task).catch((error: unknown) => loseSight(cri, container, error));
  } catch (error) {
    cri.log.error("a container cannot be recovered", { container: id, error });
  }
}

/** What kubelet does with a container in an unknown state, stop and remove it, works. */
function loseSight(cri: Cri, container: PodContainer, error: unknown): void {
  cri.log.error("the state of a container cannot be recovered", { container: container.id, error });
  container.change({ isUnknown: true });
}

function readIfThere(directory: string): ContainerStatus | undefined {
  try {
    return readStatus(directory);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

/** CreateContainer had not come to its end: nobody was told the id, and nothing has run. */
async function removeUnfinished(cri: Cri, id: string): Promise<void> {
  await removeRecord(cri, cri.background, id);
  rmSync(cri.containerDirectory(id), { recursive: true, force: true });
}

async function recoverState(
  cri: Cri,
  container: PodContainer,
  task: ProcessState | undefined,
): Promise<void> {
  const state = stateOf(container.status);
  if (task === undefined) {
    if (state === ContainerState.CONTAINER_RUNNING) {
      container.change(lostExit());
    }
  } else if (state === ContainerState.CONTAINER_EXITED || task.status === "created") {
    // The exit was noted and the task not deleted yet; or StartContainer had not come to its end, and may be called again.
    await removeTask(cri, cri.background, container.id);
  } else {
    resume(cri, container, task);
  }
}

/** Of a task that has ended, what its shim kept of the output is logged, and its exit noted, as if it ended now. */
function resume(cri: Cri, container: PodContainer, task: ProcessState): void {
  const { id, record, status } = container;
  if (status.startedAt === 0n) {
    // The earlier daemon died before it had written the start down.
    container.change({ pid: task.pid, startedAt: nanosNow() });
  }
  const streams = new ContainerStreams({
    directory: cri.containerState(id),
    hasStdin: record.config.stdin,
    terminal: record.config.tty,
    logPath: record.logPath,
    maxLineBytes: cri.settings.maxLogLineBytes,
    isResumed: true,
  });
  cri.streams.set(id, streams);
  watchExit(cri, container);
}
