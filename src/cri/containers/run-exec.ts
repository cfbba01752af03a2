// One more process in a container, with its streams, until it ends. Source: containerd
// internal/cri/server/container_execsync.go, execInternal.
import { constants } from "node:os";
import { abortable, derive, detached, type Scoped } from "../../context/index.ts";
import { jsonAny, typeUrls } from "../../core/any.ts";
import { deadlineExceeded, isKind } from "../../errors/index.ts";
import type { ProcessSpec } from "../../oci/spec/index.ts";
import { recordedSpec } from "../../oci/spec/parse.ts";
import { streamIo } from "../../process-io/fifo.ts";
import type { ProcessIo, Sink } from "../../process-io/io.ts";
import type { Cri } from "../cri.ts";
import { ignoreMissing } from "../launch.ts";
import { orFail } from "../or-fail.ts";
import { type PodContainer, requireRunning } from "../store/containers.ts";
import { newId } from "../store/names.ts";
import type { TerminalSize } from "../streaming/terminal-size.ts";

export interface ExecStreams {
  readonly command: readonly string[];
  readonly terminal: boolean;
  readonly stdin?: AsyncIterable<Uint8Array> | undefined;
  readonly stdout?: Sink | undefined;
  readonly stderr?: Sink | undefined;
  readonly sizes?: AsyncIterable<TerminalSize> | undefined;
  /** Milliseconds that the command may take; 0: as long as it wants. */
  readonly timeout: number;
}

const { SIGKILL } = constants.signals;

/**
 * Gives the exit code. Not found: there is no such container. Deadline exceeded: the command took longer than its timeout and was
 * killed.
 */
export async function runExec(
  cri: Cri,
  ctx: Scoped,
  containerId: string,
  wanted: ExecStreams,
): Promise<number> {
  return orFail("failed to exec in container", async () => {
    const container = cri.containers.index.get(
      containerId,
      `failed to find container ${JSON.stringify(containerId)} in store`,
    );
    requireRunning(container);
    return await runIn(cri, ctx, container, wanted);
  });
}

async function runIn(cri: Cri, ctx: Scoped, container: PodContainer, wanted: ExecStreams): Promise<number> {
  const execId = newId();
  cri.execs.add(execId);
  try {
    await using io = await openIo(cri, container, execId, wanted);
    return await runOver(cri, ctx, container, execId, wanted, io);
  } finally {
    cri.execs.delete(execId);
  }
}

async function runOver(
  cri: Cri,
  ctx: Scoped,
  container: PodContainer,
  execId: string,
  wanted: ExecStreams,
  io: ProcessIo,
): Promise<number> {
  const { runtime } = cri.tasks;
  let hasEnded = false;
  try {
    const spec = jsonAny(typeUrls.process, await processOf(cri, ctx, container, wanted));
    await orFail(`failed to create exec ${JSON.stringify(execId)}`, () =>
      runtime.exec(ctx, container.id, { execId, spec, ...io.stdio }),
    );
    await orFail(`failed to start exec ${JSON.stringify(execId)}`, () =>
      runtime.start(ctx, container.id, execId),
    );
    io.connect(() => runtime.closeIO(ctx, container.id, execId));
    void followSizes(cri, ctx, container, execId, wanted.sizes);
    const code = await exitOf(cri, ctx, container, execId, wanted.timeout);
    hasEnded = true;
    await drained(cri, io);
    return code;
  } finally {
    await removeExec(cri, detached(ctx), container.id, execId, hasEnded);
  }
}

async function openIo(
  cri: Cri,
  container: PodContainer,
  execId: string,
  { stdin, stdout, stderr, terminal }: ExecStreams,
): Promise<ProcessIo> {
  const directory = cri.containerState(container.id);
  return streamIo({ stdin, stdout, stderr, terminal })({ id: execId, directory });
}

/** The container's own process with another command. */
async function processOf(
  cri: Cri,
  ctx: Scoped,
  container: PodContainer,
  { command, terminal }: ExecStreams,
): Promise<ProcessSpec> {
  const { process } = recordedSpec(await cri.metadata.containers.get(ctx, container.id));
  if (process === undefined) {
    throw new Error(`container ${container.id} has no process in its spec`);
  }
  const env = terminal ? [...(process.env ?? []), "TERM=xterm"] : process.env;
  return { ...process, args: [...command], terminal, ...(env === undefined ? {} : { env }) };
}

/** Gives a process's terminal the sizes of its client's, until either has gone. `execId` is empty for the container's own process. */
export async function followSizes(
  cri: Cri,
  ctx: Scoped,
  { id }: PodContainer,
  execId: string,
  sizes: AsyncIterable<TerminalSize> | undefined,
): Promise<void> {
  try {
    for await (const { width, height } of sizes ?? []) {
      await cri.tasks.runtime.resizePty(ctx, id, execId, width, height);
    }
  } catch {
    // The client or the process has gone: there is nothing to resize any more.
  }
}

async function exitOf(
  cri: Cri,
  ctx: Scoped,
  { id }: PodContainer,
  execId: string,
  timeout: number,
): Promise<number> {
  const { runtime } = cri.tasks;
  const deadline = timeout > 0 ? AbortSignal.timeout(timeout) : undefined;
  const signal = deadline === undefined ? ctx.signal : AbortSignal.any([ctx.signal, deadline]);
  try {
    const { status } = await abortable(runtime.wait(detached(ctx), id, execId), signal);
    return status;
  } catch (error) {
    await runtime.kill(detached(ctx), id, execId, SIGKILL, false).catch(ignoreMissing);
    throw deadline?.aborted ? deadlineExceeded(`timeout ${timeout / 1000}s exceeded`) : error;
  }
}

/** A child that holds the output open must not hold up the answer, where the configuration limits that. */
async function drained({ settings }: Cri, io: ProcessIo): Promise<void> {
  const limit = settings.drainExecSyncIoTimeout;
  await (limit === 0 ? io.drained : Promise.race([io.drained, Bun.sleep(limit)]));
}

/** Ends the command, unless it is known that it has ended, and deletes it. Does not reject. */
export async function removeExec(
  cri: Cri,
  ctx: Scoped,
  id: string,
  execId: string,
  hasEnded: boolean,
): Promise<void> {
  const { runtime } = cri.tasks;
  const patient = derive(ctx, { deadline: Date.now() + 10_000 });
  try {
    if (!hasEnded) {
      await runtime.kill(patient, id, execId, SIGKILL, false).catch(ignoreMissing);
      await runtime.wait(patient, id, execId).catch(ignoreMissing);
    }
    await runtime.deleteExec(patient, id, execId);
  } catch (error) {
    // An exec that was never started is gone with its container at the latest.
    if (!isKind(error, "not found", "failed precondition")) {
      cri.log.warn("could not delete an exec", { container: id, error });
    }
  }
}
