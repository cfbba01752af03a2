// Deletes a task. The deletion runs to its end once it has begun, also when its caller has gone away: the shim cannot take
// it back. Whoever asks meanwhile waits for the same deletion, and whoever asks later finds that the task is gone, or that
// nothing has happened.
import { abortable, background, type Scoped, throwIfAborted } from "../../context/index.ts";
import type { Exit } from "../../core/task.ts";
import { isKind, notFound } from "../../errors/index.ts";
import { toExit } from "./messages.ts";
import type { Task } from "./task.ts";
import type { TaskManager } from "./task-manager.ts";

export async function deleteTask(ctx: Scoped, task: Task, tasks: TaskManager): Promise<Exit> {
  throwIfAborted(ctx);
  if (task.state === "creating") {
    // The shim would say so, too, and its answer must not be taken for an end: it goes on working on the bundle.
    throw new Error("failed to delete task", { cause: notFound(`task ${task.id} is being created`) });
  }
  return await abortable(
    task.deleteOnce(() => deletionOf(task, tasks)),
    ctx.signal,
  );
}

async function deletionOf(task: Task, tasks: TaskManager): Promise<Exit> {
  const { id } = task;
  task.become("deleting");
  try {
    const ctx = background(task.namespace);
    const exit = toExit(await task.change(ctx, (api, options) => api.delete({ id }, options)));
    await tasks.remove(task);
    return exit;
  } catch (error) {
    if (isKind(error, "not found")) {
      await tasks.remove(task);
    } else {
      await tasks.settle(task);
    }
    throw new Error("failed to delete task", { cause: error });
  }
}
