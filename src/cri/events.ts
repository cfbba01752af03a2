// Events of pods and containers for kubelet, which makes its picture of the node from them (evented PLEG). Source: containerd
// internal/cri/server/container_events.go.
import { Queue } from "../core/queue.ts";
import { ContainerEventType } from "../rpc/gen/cri.ts";
import { nanosNow } from "./clock.ts";
import type { Pod } from "./store/pods.ts";

export type EventName = "created" | "started" | "stopped" | "deleted";

export interface CriEvent {
  /** Of the container, or of the pod when it is about the pod. */
  readonly id: string;
  readonly type: number;
  readonly pod: Pod;
  /** Nanoseconds since the epoch. */
  readonly createdAt: bigint;
}

const types: Readonly<Record<EventName, number>> = {
  created: ContainerEventType.CONTAINER_CREATED_EVENT,
  started: ContainerEventType.CONTAINER_STARTED_EVENT,
  stopped: ContainerEventType.CONTAINER_STOPPED_EVENT,
  deleted: ContainerEventType.CONTAINER_DELETED_EVENT,
};

export class CriEvents {
  readonly #subscribers = new Set<Queue<CriEvent>>();

  publish(name: EventName, id: string, pod: Pod): void {
    const event = { id, type: types[name], pod, createdAt: nanosNow() };
    for (const subscriber of this.#subscribers) {
      void subscriber.push(event);
    }
  }

  /** All events from now on, until the loop is left or `signal` aborts. */
  async *subscribe(signal: AbortSignal): AsyncGenerator<CriEvent> {
    const queue = new Queue<CriEvent>();
    const stop = (): void => queue.close();
    this.#subscribers.add(queue);
    signal.addEventListener("abort", stop, { once: true });
    try {
      yield* queue;
    } finally {
      this.#subscribers.delete(queue);
      signal.removeEventListener("abort", stop);
    }
  }
}
