// A process from its start to its end: a container's own or an exec, in the foreground or detached.
import { rename, writeFile } from "node:fs/promises";
import { type Exit, isKind, messageOf, type Process } from "../../client/index.ts";
import type { Session } from "../command.ts";
import { warn } from "../print/output.ts";
import type { Foreground, Outcome } from "./foreground.ts";

/** Milliseconds. Removing what was made goes on after ^C, but not for ever. */
export const cleanUpTimeout = 30_000;

/** How to start a process. */
export interface StartOptions {
  /** Who sits at the process's streams; undefined for a detached process. */
  readonly foreground: Foreground | undefined;
  /** File to write the pid to. */
  readonly pidFile?: string | undefined;
}

/**
 * Starts a process that was created, and follows it unless it is detached. Afterwards the process is deleted, or it runs
 * on detached. When anything fails it is killed and deleted, and the failure is thrown.
 */
export async function runProcess(
  session: Session,
  process: Process,
  { foreground, pidFile }: StartOptions,
): Promise<Outcome> {
  // Begun before the start, so that no exit is missed.
  const exited = foreground === undefined ? undefined : process.wait();
  exited?.catch(() => {});
  try {
    foreground?.take(process);
    await startProcess(session, process, pidFile);
    if (foreground === undefined || exited === undefined) {
      process.io?.leave();
      return { kind: "detached" };
    }
    return await attend(session, process, foreground, exited);
  } catch (error) {
    await killAndDelete(process);
    throw error;
  }
}

/** The pid of a container's process is known before it starts, that of an exec afterwards. */
async function startProcess(session: Session, process: Process, pidFile: string | undefined): Promise<void> {
  const isPidKnown = process.pid !== 0;
  if (isPidKnown) {
    await writePidFile(pidFile, process.pid);
  }
  await process.start(session);
  if (!isPidKnown) {
    await writePidFile(pidFile, process.pid);
  }
}

/** Follows a process that runs to its end, and deletes it unless it was detached from. `exited` is its wait. */
export async function attend(
  session: Session,
  process: Process,
  foreground: Foreground,
  exited: Promise<Exit>,
): Promise<Outcome> {
  const client = await session.connect();
  const outcome = await foreground.guard(foreground.follow(process, exited), client.closed);
  switch (outcome.kind) {
    case "detached":
      process.io?.leave();
      break;
    case "exited":
      await process.delete({ timeout: cleanUpTimeout });
      break;
    case "abandoned":
      await killAndDelete(process);
      break;
  }
  return outcome;
}

/** Follows a process that another client owns: it is neither killed nor deleted, however the watching ends. */
export async function watch(
  session: Session,
  process: Process,
  foreground: Foreground,
  exited: Promise<Exit>,
): Promise<Outcome> {
  const client = await session.connect();
  const outcome = await foreground.guard(foreground.follow(process, exited), client.closed);
  if (outcome.kind === "exited") {
    await process.io?.drained;
  }
  process.io?.leave();
  return outcome;
}

async function killAndDelete(process: Process): Promise<void> {
  await cleanUp(async () => {
    await process.delete({ kill: true, timeout: cleanUpTimeout });
  });
}

/** Removes what was made; that this failed is a warning, for the failure before it is what counts. */
export async function cleanUp(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    // When the daemon has gone, the command's own failure says so.
    if (!isKind(error, "not found", "unavailable")) {
      warn(`failed to clean up: ${messageOf(error)}`);
    }
  }
}

/** The file appears with its content: somebody may wait for it. */
async function writePidFile(path: string | undefined, pid: number): Promise<void> {
  if (path !== undefined) {
    await writeFile(`${path}.tmp`, String(pid));
    await rename(`${path}.tmp`, path);
  }
}
