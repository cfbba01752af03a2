// The end of a task whose shim was lost: kill what is left of it, tell its exit and deletion once, remove its bundle.
import { patiently } from "../context/descriptors.ts";
import type { Exit } from "../core/task.ts";
import { now } from "../core/time.ts";
import type { Log } from "../log/index.ts";
import { runDelete } from "./command.ts";
import { deleteEvent, exitEvent } from "./events.ts";
import type { Outbox } from "./outbox.ts";
import { endSession } from "./session.ts";
import type { ShimSettings } from "./settings.ts";
import type { Task } from "./task.ts";

/** What containerd reports when a lost shim's clean-up failed. */
const unknownExit = 255;

/** More than any runc needs to finish what it began. */
const sessionMillis = 1000;

export interface BurialOptions {
  readonly settings: ShimSettings;
  readonly outbox: Outbox;
  readonly log: Log;
  /** Milliseconds that the clean-up command may take. */
  readonly timeoutMillis: number;
}

/** Resolves when the events were published and the bundle has gone. */
export async function bury(task: Task, options: BurialOptions): Promise<void> {
  const found = await cleanUp(task, options);
  const exit = task.exit ?? found;
  const { namespace, id } = task;
  if (task.exit === undefined) {
    task.exit = exit;
    options.outbox.forward(exitEvent(namespace, id, exit), () => task.keepExit(exit));
  }
  task.lost.resolve(exit);
  task.log?.close();
  await published(task, exit, options.outbox);
  await task.bundle.remove();
}

async function cleanUp(task: Task, options: BurialOptions): Promise<Exit> {
  const { shim, bundle } = task;
  if (shim.kind === "attached") {
    return { pid: 0, status: unknownExit, exitedAt: now() };
  }
  try {
    return await patiently(async () => {
      await endSession(shim.record.pid, bundle.id, sessionMillis);
      return runDelete(options.settings, bundle, shim.record.executable, options.timeoutMillis);
    });
  } catch (error) {
    options.log.warn("clean-up after a lost shim failed", { id: bundle.id, error });
    return { pid: 0, status: unknownExit, exitedAt: now() };
  }
}

function published(task: Task, exit: Exit, outbox: Outbox): Promise<void> {
  if (task.isDeleted) {
    return Promise.resolve();
  }
  return new Promise((resolve) => outbox.forward(deleteEvent(task.namespace, task.id, exit), resolve));
}
