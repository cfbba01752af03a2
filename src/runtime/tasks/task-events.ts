// The events of tasks: those that the daemon publishes in place of a shim, and what it reads from those of shims.
import type { Envelope } from "../../core/event.ts";
import type { Exit } from "../../core/task.ts";
import { now } from "../../core/time.ts";
import { TaskCreate, TaskDelete, TaskExit } from "../../rpc/gen/event.ts";
import type { Codec, Init } from "../../rpc/message.ts";

export const topics = { create: "/tasks/create", exit: "/tasks/exit", delete: "/tasks/delete" } as const;

/** The exit of a task's init: its `id` is the container's. */
export function exitEvent(namespace: string, id: string, exit: Exit): Envelope {
  const body = { containerId: id, id, pid: exit.pid, exitStatus: exit.status, exitedAt: exit.exitedAt };
  return newEnvelope(namespace, topics.exit, TaskExit, body);
}

/** The deletion of a whole task: its `id` is empty. */
export function deleteEvent(namespace: string, id: string, exit: Exit): Envelope {
  const body = { containerId: id, pid: exit.pid, exitStatus: exit.status, exitedAt: exit.exitedAt };
  return newEnvelope(namespace, topics.delete, TaskDelete, body);
}

export type TaskReport =
  | { readonly kind: "created"; readonly containerId: string }
  | { readonly kind: "exited"; readonly containerId: string; readonly exit: Exit }
  | { readonly kind: "deleted"; readonly containerId: string };

/** What an event says of the init of a task; undefined when it is about an exec or about something else. */
export function taskReportOf({ topic, event }: Envelope): TaskReport | undefined {
  switch (topic) {
    case topics.create:
      return { kind: "created", containerId: TaskCreate.decode(event.value).containerId };
    case topics.exit: {
      const { containerId, id, pid, exitStatus, exitedAt } = TaskExit.decode(event.value);
      const exit = { pid, status: exitStatus, exitedAt };
      return id === containerId ? { kind: "exited", containerId, exit } : undefined;
    }
    case topics.delete: {
      const { containerId, id } = TaskDelete.decode(event.value);
      return id === "" || id === containerId ? { kind: "deleted", containerId } : undefined;
    }
    default:
      return undefined;
  }
}

function newEnvelope<T>(namespace: string, topic: string, codec: Codec<T>, body: Init<T>): Envelope {
  return {
    timestamp: now(),
    namespace,
    topic,
    event: { typeUrl: codec.typeName, value: codec.encode(body) },
  };
}
