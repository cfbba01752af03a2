// Where a task runs: a sandbox is served by one shim, which all of its tasks share.
import { groupOf } from "../../core/shim-record.ts";
import type { NewTask } from "../../core/task.ts";
import { type Endpoint, parseAddress } from "../shims/endpoint.ts";

export interface Place {
  /** Where the sandbox controller's shim listens; undefined when the daemon itself finds or starts the shim. */
  readonly controller: Endpoint | undefined;
  /** Tasks of one group share a shim. A task that belongs to no sandbox is a group of its own, called by its id. */
  readonly group: string;
}

/** `annotations` are those of the task's OCI spec. Invalid argument when the address of the controller's shim is malformed. */
export function placeOf(task: NewTask, annotations: Readonly<Record<string, unknown>>): Place {
  const { taskApiAddress = "", taskApiVersion } = task;
  const controller = taskApiAddress === "" ? undefined : parseAddress(taskApiAddress, taskApiVersion || 3);
  return { controller, group: groupOf(annotations) ?? task.id };
}
