// The events that plugins subscribe to, by the names of the methods that are called for them. Source: containerd/nri
// pkg/api/event.go.
import { Event } from "../rpc/gen/nri.ts";

export const eventNumbers = {
  runPodSandbox: Event.RUN_POD_SANDBOX,
  updatePodSandbox: Event.UPDATE_POD_SANDBOX,
  postUpdatePodSandbox: Event.POST_UPDATE_POD_SANDBOX,
  stopPodSandbox: Event.STOP_POD_SANDBOX,
  removePodSandbox: Event.REMOVE_POD_SANDBOX,
  createContainer: Event.CREATE_CONTAINER,
  postCreateContainer: Event.POST_CREATE_CONTAINER,
  startContainer: Event.START_CONTAINER,
  postStartContainer: Event.POST_START_CONTAINER,
  updateContainer: Event.UPDATE_CONTAINER,
  postUpdateContainer: Event.POST_UPDATE_CONTAINER,
  stopContainer: Event.STOP_CONTAINER,
  removeContainer: Event.REMOVE_CONTAINER,
  validateContainerAdjustment: Event.VALIDATE_CONTAINER_ADJUSTMENT,
} as const;

export type EventName = keyof typeof eventNumbers;

const allEvents = (1 << (Event.LAST - 1)) - 1;

/** A set of events, as plugins send it: a bit for each. 0 stands for all. */
export class EventMask {
  readonly #bits: number;

  constructor(bits: number) {
    this.#bits = bits === 0 ? allEvents : bits;
  }

  has(event: EventName): boolean {
    return (this.#bits & (1 << (eventNumbers[event] - 1))) !== 0;
  }

  /** Bits that stand for no event; 0 for a valid mask. */
  get unknown(): number {
    return (this.#bits & ~allEvents) >>> 0;
  }
}
