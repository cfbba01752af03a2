// The events of tasks, in the words of containerd.events, and who gets them.
import { now, type Timestamp } from "../../core/time.ts";
import * as gen from "../../rpc/gen/event.ts";
import type { Codec, Init } from "../../rpc/message.ts";

/** An event, encoded once. */
export interface ShimEvent {
  readonly timestamp: Timestamp;
  readonly topic: string;
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

export interface Publisher {
  /** Keeps the event until it is delivered; never waits. */
  publish(event: ShimEvent): void;
  /** Resolves when whoever follows has been sent everything published so far. */
  settled(): Promise<void>;
  /** Waits for what is undelivered, at most `timeout` ms, and lets whoever follows go. */
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
