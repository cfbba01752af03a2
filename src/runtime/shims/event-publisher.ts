// The way of the shims' events to the daemon's subscribers. What is published here may be acknowledged to the shim, which
// then forgets it: so nothing counts as published that no subscriber could get. After a start of the daemon events are held
// back until clients had time to subscribe again, for the bus keeps no past. When the daemon stops the bus refuses events,
// and from then on nothing is published: the events stay in the shims' journals and bundles for the next daemon.
import type { Envelope, Events } from "../../core/event.ts";
import { isKind, unavailable } from "../../errors/index.ts";
import type { Log } from "../../log/index.ts";

interface Held {
  readonly publish: () => void;
  readonly refuse: () => void;
}

type State = "holding" | "open" | "closed";

export class EventPublisher {
  readonly #events: Events;
  readonly #log: Log;
  #state: State = "holding";
  #held: Held[] = [];
  readonly #opened = Promise.withResolvers<void>();

  constructor(events: Events, log: Log) {
    this.#events = events;
    this.#log = log;
  }

  /** Whether events are published at once. */
  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** Resolves when events are published at once, or never will be. */
  get opened(): Promise<void> {
    return this.#opened.promise;
  }

  /** Publishes what was held back, in order, and from now on everything at once. */
  open(): void {
    if (this.#state !== "holding") {
      return;
    }
    this.#state = "open";
    for (const { publish } of this.#held.splice(0)) {
      publish();
    }
    this.#opened.resolve();
  }

  /** Publishes nothing any more. */
  close(): void {
    this.#state = "closed";
    for (const { refuse } of this.#held.splice(0)) {
      refuse();
    }
    this.#opened.resolve();
  }

  /** Calls `onPublished` in the turn in which the event was published, and never when it is not. */
  publish(envelope: Envelope, onPublished: () => void = () => {}): void {
    this.#whenOpen({ publish: () => this.#publish(envelope, onPublished), refuse: () => {} });
  }

  /** Resolves when all events given so far have been published; unavailable when they never will be. */
  flushed(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const refuse = (): void => reject(unavailable("events are not published: the daemon is stopping"));
    // What stood before it may have been refused, and that has closed the publisher.
    const publish = (): void => (this.#state === "closed" ? refuse() : resolve());
    this.#whenOpen({ publish, refuse });
    return promise;
  }

  #whenOpen(held: Held): void {
    if (this.#state === "holding") {
      this.#held.push(held);
    } else if (this.#state === "open") {
      held.publish();
    } else {
      held.refuse();
    }
  }

  #publish(envelope: Envelope, onPublished: () => void): void {
    if (this.#state === "closed") {
      return;
    }
    const { topic, namespace } = envelope;
    try {
      this.#events.forward(envelope);
    } catch (error) {
      if (isKind(error, "unavailable")) {
        this.#log.info("events are left to the next daemon", { topic, namespace });
        this.close();
        return;
      }
      this.#log.warn("dropped an event of a shim", { topic, namespace, error });
    }
    try {
      onPublished();
    } catch (error) {
      this.#log.warn("cannot note that an event was published", { topic, namespace, error });
    }
  }
}
