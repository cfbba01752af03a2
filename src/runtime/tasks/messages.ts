// Translates between core's terms and the messages of a shim's Task service.

import type { Exit, NewTask, ProcessState } from "../../core/task.ts";
import { fromMount } from "../../messages/mount.ts";
import { toTaskStatus } from "../../messages/task-status.ts";
import type { CreateTaskRequest, StateResponse } from "../../rpc/gen/task3.ts";
import type { Init } from "../../rpc/message.ts";
import type { Bundle } from "../bundle/bundle.ts";

export function createRequest(task: NewTask, bundle: Bundle): Init<CreateTaskRequest> {
  return {
    id: task.id,
    bundle: bundle.path,
    rootfs: task.rootfs.map(fromMount),
    terminal: task.terminal,
    stdin: task.stdin,
    stdout: task.stdout,
    stderr: task.stderr,
    checkpoint: task.checkpoint ?? "",
    options: task.options,
  };
}

export function toState(response: StateResponse, containerId: string, execId: string): ProcessState {
  const { pid, stdin, stdout, stderr, terminal, exitStatus, exitedAt, bundle } = response;
  const status = toTaskStatus(response.status);
  return {
    ...{ containerId, execId, pid, status, stdin, stdout, stderr, terminal, exitStatus, exitedAt, bundle },
  };
}

/** What is told of a task whose shim does not answer. */
export function unknownState(bundle: Bundle): ProcessState {
  return {
    containerId: bundle.id,
    execId: "",
    pid: 0,
    status: "unknown",
    stdin: "",
    stdout: "",
    stderr: "",
    terminal: false,
    exitStatus: 0,
    exitedAt: null,
    bundle: bundle.path,
  };
}

export function toExit(response: { pid?: number; exitStatus: number; exitedAt: Exit["exitedAt"] }): Exit {
  return { pid: response.pid ?? 0, status: response.exitStatus, exitedAt: response.exitedAt };
}
