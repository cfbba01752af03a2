// Ends a task whose shim is dead: kills what is left of it, publishes its exit and deletion, removes its bundle.
import { retryOnShortage } from "../../context/descriptors.ts";
import type { Exit } from "../../core/task.ts";
import { now } from "../../core/time.ts";
import type { Log } from "../../log/index.ts";
import { runDelete } from "../shims/command-line.ts";
import type { EventPublisher } from "../shims/event-publisher.ts";
import type { ShimSettings } from "../shims/settings.ts";
import { endSession } from "../shims/shim-session.ts";
import type { Task } from "./task.ts";
import { deleteEvent, exitEvent } from "./task-events.ts";

/** The exit status that containerd reports when the clean-up after a dead shim failed. */
const unknownExitStatus = 255;

/** Milliseconds for a runc of the dead shim to finish what it began: more than any needs. */
const sessionPatience = 1000;

export interface CleanupOptions {
  readonly settings: ShimSettings;
  readonly publisher: EventPublisher;
  readonly log: Log;
  /** Milliseconds that the `delete` command of the shim may take. */
  readonly timeoutMillis: number;
}

/**
 * Resolves when the events have been published and the bundle has been removed. Unavailable when the daemon stops before
 * they could be published: the next daemon then cleans up again.
 */
export async function cleanUpDeadTask(task: Task, options: CleanupOptions): Promise<void> {
  const { namespace, id } = task;
  // The shim may have reported both before it died.
  const isDeletionReported = task.state === "deleted";
  task.become("removed");
  const found = await endProcesses(task, options);
  const exit = task.exit ?? found;
  if (task.exit === undefined) {
    const noted = task.noteExit(exit);
    options.publisher.publish(exitEvent(namespace, id, exit), noted.onPublished);
  }
  task.cleanedUp.resolve(exit);
  task.logReader?.close();
  if (!isDeletionReported) {
    options.publisher.publish(deleteEvent(namespace, id, exit));
  }
  await options.publisher.flushed();
  await task.bundle.remove();
}

async function endProcesses({ shim, bundle }: Task, options: CleanupOptions): Promise<Exit> {
  if (shim.kind === "attached") {
    // Its sandbox controller cleans up.
    return { pid: 0, status: unknownExitStatus, exitedAt: now() };
  }
  const { settings, timeoutMillis, log } = options;
  try {
    return await retryOnShortage(async () => {
      await endSession(shim.record.pid, bundle.id, sessionPatience);
      return runDelete(settings, bundle, shim.record.executable, timeoutMillis);
    });
  } catch (error) {
    log.warn("clean-up after a lost shim failed", { id: bundle.id, error });
    return { pid: 0, status: unknownExitStatus, exitedAt: now() };
  }
}
