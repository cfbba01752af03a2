// Events on their way to the daemon's bus. Those of a restart wait until clients had time to subscribe again: the bus
// keeps no past, and an exit that happened while the daemon was down must reach somebody.
import type { Envelope, Events } from "../core/event.ts";
import type { Log } from "../log/index.ts";

interface Waiting {
  readonly envelope: Envelope;
  readonly done: (() => void) | undefined;
}

export class Outbox {
  readonly #events: Events;
  readonly #log: Log;
  #waiting: Waiting[] | undefined = [];
  readonly #opening = Promise.withResolvers<void>();

  constructor(events: Events, log: Log) {
    this.#events = events;
    this.#log = log;
  }

  get isOpen(): boolean {
    return this.#waiting === undefined;
  }

  /** Resolves when what is forwarded is published at once. */
  get opened(): Promise<void> {
    return this.#opening.promise;
  }

  /** Publishes what waits, in order, and from now on at once. */
  open(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const item of waiting) {
      this.#publish(item);
    }
    this.#opening.resolve();
  }

  /** `done` is called once the event was published. */
  forward(envelope: Envelope, done?: () => void): void {
    if (this.#waiting === undefined) {
      this.#publish({ envelope, done });
    } else {
      this.#waiting.push({ envelope, done });
    }
  }

  #publish({ envelope, done }: Waiting): void {
    try {
      this.#events.forward(envelope);
    } catch (error) {
      this.#log.warn("dropped an event of a shim", { topic: envelope.topic, error });
    }
    try {
      done?.();
    } catch (error) {
      this.#log.warn("cannot note that an event was told", { topic: envelope.topic, error });
    }
  }
}
