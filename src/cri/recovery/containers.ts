import { existsSync, rmSync } from "node:fs";
import type { Container } from "../../core/container.ts";
import type { ProcessState } from "../../core/task.ts";
import { errnoOf, isKind } from "../../errors/index.ts";
import { ContainerState } from "../../rpc/gen/cri.ts";
import { kindLabel } from "../annotations.ts";
import { nanosNow, nanosOf } from "../clock.ts";
import { checkpointDirectory } from "../containers/checkpoint.ts";
import { watchExit } from "../containers/watch.ts";
import type { Cri } from "../cri.ts";
import { removeRecord, removeTask } from "../launch.ts";
import { resumedStreams } from "../logs/container-streams.ts";
import { isLostShim } from "../lost-shim.ts";
import { lostExit, PodContainer, unpackRecord } from "../store/containers.ts";
import { type ContainerStatus, newStatus, readStatus, stateOf } from "../store/status.ts";
import type { TaskStates } from "./recover.ts";

/** Gives the ids of all containers, those whose records cannot be read among them: what belongs to such a container stays. */
export async function recoverContainers(cri: Cri, tasks: TaskStates): Promise<Set<string>> {
  const filter = `labels.${JSON.stringify(kindLabel)}==container`;
  const found = await Array.fromAsync(cri.metadata.containers.list(cri.background, [filter]));
  for (const stored of found) {
    recoverContainer(cri, stored, tasks.get(stored.id));
  }
  return new Set(found.map(({ id }) => id));
}

function recoverContainer(cri: Cri, stored: Container, task: ProcessState | undefined): void {
  const { id } = stored;
  try {
    const status = readIfThere(cri.containerDirectory(id));
    if (status === undefined && task === undefined) {
      goOn(cri, id, () => removeUnfinished(cri, id));
      return;
    }
    const known = status ?? { ...newStatus, createdAt: nanosOf(stored.createdAt) };
    const container = new PodContainer(unpackRecord(stored), cri.containerDirectory(id), known);
    cri.containers.add(container);
    recoverKnown(cri, container, task);
  } catch (error) {
    cri.log.error("a container cannot be recovered", { container: id, error });
  }
}

/** Runs `work` behind the start. */
function goOn(cri: Cri, container: string, work: () => Promise<void>): void {
  work().catch((error: unknown) => {
    if (!cri.closing.aborted) {
      cri.log.warn("what an earlier daemon left of a container stays", { container, error });
    }
  });
}

function recoverKnown(cri: Cri, container: PodContainer, task: ProcessState | undefined): void {
  try {
    recoverState(cri, container, task);
  } catch (error) {
    loseSight(cri, container, error);
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

function recoverState(cri: Cri, container: PodContainer, task: ProcessState | undefined): void {
  const state = stateOf(container.status);
  const { id, lock } = container;
  if (task === undefined) {
    settleWithoutTask(container);
  } else if (state === ContainerState.CONTAINER_EXITED || task.status === "created") {
    goOn(cri, id, () => lock.run(() => clear(cri, container)));
  } else if (task.status !== "unknown") {
    resume(cri, container, task);
  } else if (state === ContainerState.CONTAINER_RUNNING) {
    resume(cri, container, task);
    container.change({ isUnknown: true });
    goOn(cri, id, () => recognize(cri, container));
  } else {
    goOn(cri, id, () => lock.run(() => settle(cri, container)));
  }
}

/** The exit was noted and the task not deleted yet; or StartContainer had not come to its end. */
async function clear(cri: Cri, container: PodContainer): Promise<void> {
  await removeTask(cri, cri.background, container.id);
  settleWithoutTask(container);
}

/** One that was created may be started. One that may have run must not run again: it has ended, and nobody knows how. */
function settleWithoutTask(container: PodContainer): void {
  const { status } = container;
  if (status.isStarting || stateOf(status) === ContainerState.CONTAINER_RUNNING) {
    container.change(lostExit());
  }
}

/** The shim is slow, or lost. The end of a task whose shim is lost is told to who waits for it. */
async function recognize(cri: Cri, container: PodContainer): Promise<void> {
  const task = await stateOfTask(cri, container);
  if (task !== undefined && container.status.isUnknown) {
    container.change({ isUnknown: false });
  }
}

/** Milliseconds that a shim may go on with the creation of a task that nobody waits for any more. */
const creationPatience = 2_000;

/** StartContainer has come to no end, and nobody knows where its shim has come to. What runs goes on, and all else may be started again. */
async function settle(cri: Cri, container: PodContainer): Promise<void> {
  const task = await stateOfTask(cri, container, Date.now() + creationPatience);
  if (task === undefined || task.status === "created") {
    await clear(cri, container);
  } else {
    resume(cri, container, task);
  }
}

/** Waits until the shim answers. Undefined when it is lost, has no such task, or does not answer before the deadline. */
async function stateOfTask(
  cri: Cri,
  { id }: PodContainer,
  deadline?: number,
): Promise<ProcessState | undefined> {
  try {
    return await cri.tasks.runtime.state({ ...cri.background, deadline }, id, "");
  } catch (error) {
    if (isKind(error, "not found", "deadline exceeded") || isLostShim(error)) {
      return undefined;
    }
    throw error;
  }
}

/** Of a task that has ended, what its shim kept of the output is logged, and its exit noted, as if it ended now. */
function resume(cri: Cri, container: PodContainer, task: ProcessState): void {
  const { id, record, status } = container;
  if (status.startedAt === 0n) {
    // The earlier daemon died before it had written the start down.
    container.change({ pid: task.pid, startedAt: nanosNow(), isStarting: false });
  }
  cri.streams.set(id, resumedStreams(cri, record));
  watchExit(cri, container);
  if (existsSync(checkpointDirectory(container))) {
    goOn(cri, id, () => endCheckpoint(cri, container));
  }
}

/** The daemon died while it made a checkpoint: what was paused for that goes on. */
async function endCheckpoint(cri: Cri, container: PodContainer): Promise<void> {
  const { status } = await cri.tasks.runtime.state(cri.background, container.id, "");
  if (status === "paused" || status === "pausing") {
    await cri.tasks.runtime.resume(cri.background, container.id);
  }
  rmSync(checkpointDirectory(container), { recursive: true, force: true });
}
