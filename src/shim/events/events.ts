// The events of tasks as messages of containerd.events, and the contract of whoever passes them on.
import { now, type Timestamp } from "../../core/time.ts";
import * as gen from "../../rpc/gen/event.ts";
import type { Codec, Init } from "../../rpc/message.ts";

/** An event as it goes over the wire. */
export interface ShimEvent {
  readonly timestamp: Timestamp;
  readonly topic: string;
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

export interface Publisher {
  /** Takes an event, which it keeps until the event is delivered. */
  publish(event: ShimEvent): void;
  /** Resolves when daemons that follow have been sent all events that were published so far. */
  settled(): Promise<void>;
  /** Waits for the delivery of all events, at most `timeout` ms, then ends the streams of daemons that follow. */
  flush(timeout: number): Promise<void>;
}

const maker =
  <T>(topic: string, codec: Codec<T>) =>
  (fields: Init<T>): ShimEvent => ({
    timestamp: now(),
    topic,
    typeUrl: codec.typeName,
    value: codec.encode(fields),
  });

export const taskCreate = maker("/tasks/create", gen.TaskCreate);
export const taskStart = maker("/tasks/start", gen.TaskStart);
export const taskOom = maker("/tasks/oom", gen.TaskOOM);
export const taskExit = maker("/tasks/exit", gen.TaskExit);
export const taskDelete = maker("/tasks/delete", gen.TaskDelete);
export const taskExecAdded = maker("/tasks/exec-added", gen.TaskExecAdded);
export const taskExecStarted = maker("/tasks/exec-started", gen.TaskExecStarted);
export const taskPaused = maker("/tasks/paused", gen.TaskPaused);
export const taskResumed = maker("/tasks/resumed", gen.TaskResumed);
export const taskCheckpointed = maker("/tasks/checkpointed", gen.TaskCheckpointed);
