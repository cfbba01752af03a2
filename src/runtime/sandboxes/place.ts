// Where a task runs: a sandbox is served by one shim, which all of its tasks share.
import type { NewTask } from "../../core/task.ts";
import { type Endpoint, parseAddress } from "../shims/endpoint.ts";

/** The first annotation that is there wins. Source: containerd cmd/containerd-shim-runc-v2/manager/manager_linux.go. */
const groupAnnotations = ["io.containerd.runc.v2.group", "io.kubernetes.cri.sandbox-id"];

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
  const names = groupAnnotations.map((annotation) => annotations[annotation]);
  const group = names.find((name): name is string => typeof name === "string" && name !== "");
  return { controller, group: group ?? task.id };
}
