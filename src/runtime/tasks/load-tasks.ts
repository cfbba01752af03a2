// After a start of the daemon: finds the shims and tasks that earlier daemons left. What lives goes on unaware; what died
// meanwhile is cleaned up, and its exit published.
import { background } from "../../context/index.ts";
import { within } from "../../context/within.ts";
import type { Exit, ProcessState } from "../../core/task.ts";
import { now } from "../../core/time.ts";
import { isKind } from "../../errors/index.ts";
import type { Log } from "../../log/index.ts";
import type { Bundle, BundleRoots } from "../bundle/bundle.ts";
import { listBundles, sweepBundles } from "../bundle/list.ts";
import { runDelete } from "../shims/command-line.ts";
import type { EventPublisher } from "../shims/event-publisher.ts";
import { readForeignLog } from "../shims/foreign-log.ts";
import { type LoadedShims, loadShims, type ShimLoader } from "../shims/load-shims.ts";
import { groupKey } from "../shims/paths.ts";
import type { ShimSettings } from "../shims/settings.ts";
import type { Shim } from "../shims/shim.ts";
import type { ShimTimeouts } from "../shims/shim-manager.ts";
import { readExit } from "./exit-record.ts";
import { Task } from "./task.ts";
import { exitEvent } from "./task-events.ts";
import type { TaskManager } from "./task-manager.ts";

export interface TaskLoader extends ShimLoader {
  readonly tasks: TaskManager;
  readonly roots: BundleRoots;
  readonly settings: ShimSettings;
  readonly publisher: EventPublisher;
  readonly timeouts: ShimTimeouts;
}

/**
 * Resolves when every living task is known, with whether an earlier daemon left anything. The states of tasks are asked for side
 * by side, and are waited for no longer than one shim may take to answer: a shim that is stuck, or at work on something slow,
 * holds up neither the others nor the daemon. Clean-ups after dead shims go on too, for they wait until their events may be
 * published.
 *
 * Events of shims are received only after all tasks are known: an event that came earlier would find no task that it could
 * be noted for, and what it says would be made up a second time.
 */
export async function loadTasks(loader: TaskLoader): Promise<boolean> {
  const { roots, tasks, timeouts, log } = loader;
  await sweepBundles(roots, (error) => log.error("cannot remove what a task left", { error }));
  const loaded = await loadShims(loader);
  const bundles = listBundles(roots);
  const served = bundles.flatMap((bundle) => loadBundle(bundle, loaded, loader));
  await within(timeouts.load, Promise.all(served.map((task) => loadState(task, loader))));
  const silent = served.filter(({ isSilent }) => isSilent);
  if (silent.length > 0) {
    log.warn("shims do not tell the states of their tasks yet", { ids: silent.map(({ id }) => id) });
  }
  for (const shim of loaded.shims.values()) {
    takeIntoCare(shim, tasks);
  }
  return loaded.shims.size > 0 || bundles.length > 0;
}

function takeIntoCare(shim: Shim, { shims }: TaskManager): void {
  if (shim.state === "lost") {
    void shims.cleanUp(shim);
  } else {
    shims.adopt(shim);
    void shims.stopIfUnused(shim);
  }
}

/** Gives the task, if there is one whose state its shim can tell. */
function loadBundle(bundle: Bundle, loaded: LoadedShims, loader: TaskLoader): Task[] {
  const { log, tasks } = loader;
  const { namespace, id } = bundle;
  try {
    const key = shimKeyOf(bundle, log);
    const shim = loaded.shims.get(key ?? "");
    if (loaded.unreadable.has(key ?? "")) {
      log.warn("a task is left alone, as its shim is", { namespace, id });
    } else if (shim === undefined) {
      removeUnserved(bundle, key !== undefined, loader);
    } else {
      const task = new Task(bundle, shim, "active", readPublishedExit(bundle, log));
      tasks.table.add(task);
      return shim.state === "lost" ? [] : [task];
    }
  } catch (error) {
    log.error("a task cannot be recovered", { namespace, id, error });
  }
  return [];
}

/** Undefined when the bundle was never bound to a shim. A damaged key is guessed: it is that of a task without a group. */
function shimKeyOf(bundle: Bundle, log: Log): string | undefined {
  const { namespace, id } = bundle;
  try {
    return bundle.shimKey;
  } catch (error) {
    log.error("cannot tell which shim serves a task", { namespace, id, error });
    return groupKey(namespace, id);
  }
}

/** A damaged note costs no more than a second event of the exit. */
function readPublishedExit(bundle: Bundle, log: Log): Exit | undefined {
  try {
    return readExit(bundle.path);
  } catch (error) {
    log.error("cannot tell whether an exit was published", {
      namespace: bundle.namespace,
      id: bundle.id,
      error,
    });
    return undefined;
  }
}

/**
 * The daemon died before the bundle had a shim, or somebody removed the shim's files. A foreign shim may have been about to
 * start, and may have left something that its `delete` command knows. The name stays taken until the bundle is gone.
 */
function removeUnserved(bundle: Bundle, wasBound: boolean, loader: TaskLoader): void {
  const { settings, timeouts, log, tasks } = loader;
  const { binary } = bundle;
  if (binary === undefined && !wasBound) {
    tasks.discard(bundle);
    return;
  }
  tasks.discardAfter(bundle, async () => {
    await runDelete(settings, bundle, binary ?? "", timeouts.cleanup).catch((error: unknown) =>
      log.warn("clean-up of a task without a shim failed", { id: bundle.id, error }),
    );
  });
}

/** Does not reject. The answer of a shim that is at work on the task comes when that work has ended. */
async function loadState(task: Task, { tasks, log, publisher }: TaskLoader): Promise<void> {
  const { shim, bundle, namespace, id } = task;
  task.isSilent = true;
  try {
    const state = await task.processState(background(namespace)).finally(() => {
      task.isSilent = false;
    });
    if (shim.kind !== "built-in") {
      task.logReader = shim.kind === "foreign" ? readForeignLog(bundle, log) : undefined;
      publishMissedExit(task, state, publisher);
    }
  } catch (error) {
    if (!isKind(error, "not found")) {
      log.warn("a shim does not tell its task's state", { namespace, id, error });
      return;
    }
    // One daemon died before the shim had the task, or after the shim had deleted it.
    log.info("removing a bundle without a task", { namespace, id });
    await tasks.remove(task);
  }
}

/** A foreign shim tries some times to send an event, and then forgets it. */
function publishMissedExit(task: Task, state: ProcessState, publisher: EventPublisher): void {
  if (state.status !== "stopped" || task.exit !== undefined) {
    return;
  }
  const exit = { pid: state.pid, status: state.exitStatus, exitedAt: state.exitedAt ?? now() };
  const noted = task.noteExit(exit);
  publisher.publish(exitEvent(task.namespace, task.id, exit), noted.onPublished);
}
