// The event bus: gives every event to every subscriber whose filters it matches, in the order of publication.
// Source: containerd core/events/exchange/exchange.go.
import type { Context } from "../context/index.ts";
import type { Any } from "../core/any.ts";
import type { Envelope, EventBody, EventCodec, Events } from "../core/event.ts";
import { type Adaptor, compileFilters, type Matcher } from "../core/filter.ts";
import { checkIdentifier } from "../core/identifier.ts";
import { now } from "../core/time.ts";
import { Fault, invalidArgument, unavailable } from "../errors/index.ts";
import { EventQueue } from "./event-queue.ts";

interface Subscription {
  readonly matches: Matcher;
  readonly queue: EventQueue;
}

export class EventBus implements Events {
  readonly #codec: EventCodec;
  readonly #subscriptions = new Set<Subscription>();
  #isDraining = false;

  constructor(codec: EventCodec) {
    this.#codec = codec;
  }

  publish(namespace: string, topic: string, body: EventBody | Any): void {
    checkTopic(topic);
    const event = "typeUrl" in body ? body : this.#codec.encode(body);
    this.#deliver({ timestamp: now(), namespace, topic, event });
  }

  forward(envelope: Envelope): void {
    prefixed("event envelope has invalid namespace", () => checkIdentifier(envelope.namespace));
    checkTopic(envelope.topic);
    const { seconds, nanos } = envelope.timestamp;
    if (seconds === 0 && nanos === 0) {
      throw invalidArgument("timestamp must be set on forwarded event");
    }
    if (this.#isDraining) {
      throw unavailable(`event ${envelope.topic} is not taken: the daemon is stopping`);
    }
    this.#deliver(envelope);
  }

  async drain(): Promise<void> {
    this.#isDraining = true;
    await Promise.all([...this.#subscriptions].map(({ queue }) => queue.drain()));
  }

  /** Gives the events that are published after this call, also those that come before the first one is asked for. */
  subscribe(ctx: Context, filters: readonly string[] = []): AsyncIterable<Envelope> {
    const matches = prefixed("failed parsing subscription filters", () => compileFilters(filters));
    const queue = new EventQueue();
    const subscription = { matches, queue };
    const end = (): void => {
      this.#subscriptions.delete(subscription);
      ctx.signal.removeEventListener("abort", end);
      queue.end();
    };
    this.#subscriptions.add(subscription);
    queue.onEnd = end;
    ctx.signal.addEventListener("abort", end, { once: true });
    if (ctx.signal.aborted) {
      end();
    } else if (this.#isDraining) {
      void queue.drain();
    }
    return queue;
  }

  /** How many subscriptions there are, for tests and metrics. */
  get subscribers(): number {
    return this.#subscriptions.size;
  }

  #deliver(envelope: Envelope): void {
    const adaptor = this.#adapt(envelope);
    for (const { matches, queue } of this.#subscriptions) {
      if (matches(adaptor)) {
        queue.push(envelope);
      }
    }
  }

  #adapt({ namespace, topic, event }: Envelope): Adaptor {
    return ([field, ...path]) => {
      switch (field) {
        case "namespace":
          return namespace === "" ? undefined : namespace;
        case "topic":
          return topic;
        case "event":
          return this.#codec.field(event, path);
        default:
          return undefined;
      }
    };
  }
}

function checkTopic(topic: string): void {
  prefixed(`envelope topic ${JSON.stringify(topic)}`, () => {
    if (topic === "") {
      throw invalidArgument("must not be empty");
    }
    if (!topic.startsWith("/")) {
      throw invalidArgument("must start with '/'");
    }
    if (topic === "/") {
      throw invalidArgument("must have at least one component");
    }
    for (const component of topic.slice(1).split("/")) {
      prefixed(`failed validation on component ${JSON.stringify(component)}`, () =>
        checkIdentifier(component),
      );
    }
  });
}

function prefixed<T>(prefix: string, check: () => T): T {
  try {
    return check();
  } catch (cause) {
    throw cause instanceof Fault ? new Fault(cause.kind, `${prefix}: ${cause.message}`) : cause;
  }
}
