import type { TaskStatus } from "../core/task.ts";
import { Status } from "../rpc/gen/tasks.ts";

/** The numbers are the same in the API's Task service and in both versions of a shim's. */
const numbers: Readonly<Record<TaskStatus, number>> = {
  unknown: Status.UNKNOWN,
  created: Status.CREATED,
  running: Status.RUNNING,
  stopped: Status.STOPPED,
  paused: Status.PAUSED,
  pausing: Status.PAUSING,
};

const statuses = new Map(Object.entries(numbers).map(([status, number]) => [number, status as TaskStatus]));

export function fromTaskStatus(status: TaskStatus): number {
  return numbers[status];
}

/** A number that is not known is `unknown`. */
export function toTaskStatus(number: number): TaskStatus {
  return statuses.get(number) ?? "unknown";
}
