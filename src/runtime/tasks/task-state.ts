// The states of a task as the daemon sees them, and which state may follow which. What its processes do is the shim's to say.

/**
 * - `creating`: a Create call is under way.
 * - `active`: the shim has the task.
 * - `deleting`: the shim was asked to delete the task, and has not answered.
 * - `deleted`: the shim reported the deletion. If nobody here asked for it, an earlier daemon did; or the report is about
 *   an earlier task of the same id, so that the shim is asked before the bundle is removed.
 * - `removed`: the task is in no list, and its bundle is being removed or has been.
 */
export type TaskState = "creating" | "active" | "deleting" | "deleted" | "removed";

const next: Readonly<Record<TaskState, readonly TaskState[]>> = {
  creating: ["active", "deleting", "deleted", "removed"],
  active: ["deleting", "deleted", "removed"],
  deleting: ["active", "deleted", "removed"],
  deleted: ["active", "deleting", "removed"],
  removed: [],
};

/** Throws when the table does not allow the step: that would be a fault of the daemon's own. */
export function checkTaskStep(from: TaskState, to: TaskState): void {
  if (!next[from].includes(to)) {
    throw new Error(`a task that is ${from} cannot become ${to}`);
  }
}
