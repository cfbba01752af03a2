// Events that a shim can no longer send, and what the daemon reads of those it sends.
import type { Envelope } from "../core/event.ts";
import type { Exit } from "../core/task.ts";
import { now } from "../core/time.ts";
import { TaskCreate, TaskDelete, TaskExit } from "../rpc/gen/event.ts";
import type { Codec, Init } from "../rpc/message.ts";

export const topics = { create: "/tasks/create", exit: "/tasks/exit", delete: "/tasks/delete" } as const;

/** Of the init process: it has the container's id. */
export function exitEvent(namespace: string, id: string, exit: Exit): Envelope {
  const body = { containerId: id, id, pid: exit.pid, exitStatus: exit.status, exitedAt: exit.exitedAt };
  return envelope(namespace, topics.exit, TaskExit, body);
}

/** Of the whole task: its id field is empty. */
export function deleteEvent(namespace: string, id: string, exit: Exit): Envelope {
  const body = { containerId: id, pid: exit.pid, exitStatus: exit.status, exitedAt: exit.exitedAt };
  return envelope(namespace, topics.delete, TaskDelete, body);
}

function envelope<T>(namespace: string, topic: string, codec: Codec<T>, body: Init<T>): Envelope {
  return {
    timestamp: now(),
    namespace,
    topic,
    event: { typeUrl: codec.typeName, value: codec.encode(body) },
  };
}

/** The container whose task was created, if that is what the event tells. */
export function createdIdOf({ topic, event }: Envelope): string | undefined {
  return topic === topics.create ? TaskCreate.decode(event.value).containerId : undefined;
}

export interface InitExit {
  readonly containerId: string;
  readonly exit: Exit;
}

/** The exit of an init process, if that is what the event tells. */
export function initExitOf({ topic, event }: Envelope): InitExit | undefined {
  if (topic !== topics.exit) {
    return undefined;
  }
  const { containerId, id, pid, exitStatus, exitedAt } = TaskExit.decode(event.value);
  return id === containerId ? { containerId, exit: { pid, status: exitStatus, exitedAt } } : undefined;
}

/** The container whose task was deleted, if that is what the event tells. */
export function deletedIdOf({ topic, event }: Envelope): string | undefined {
  if (topic !== topics.delete) {
    return undefined;
  }
  const { containerId, id } = TaskDelete.decode(event.value);
  return id === "" || id === containerId ? containerId : undefined;
}
