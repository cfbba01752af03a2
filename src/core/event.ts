// The daemon's events: who changed what, in the order in which it became durable.
import type { Context } from "../context/index.ts";
import { slot } from "../plugin/index.ts";
import type { Any } from "./any.ts";
import type { Timestamp } from "./time.ts";

/** An event before it is encoded: message name in `containerd.events` and its fields, in camel case. */
export interface EventBody {
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Envelope {
  readonly timestamp: Timestamp;
  readonly namespace: string;
  /** e.g. `/tasks/exit`. Source: containerd core/runtime/events.go. */
  readonly topic: string;
  readonly event: Any;
}

export interface Events {
  /** Encodes, stamps and queues; never waits for a subscriber. `namespace` is the one the change was made in. */
  publish(namespace: string, topic: string, body: EventBody | Any): void;
  /**
   * Passes on what a shim or another daemon published. Invalid argument when topic, namespace or time is bad. Unavailable
   * once `drain` was called: nobody would get the event, so that its sender must not take it for published.
   */
  forward(envelope: Envelope): void;
  /**
   * Gives the events of all namespaces from now on, until ctx aborts or the loop is left. A slow subscriber is buffered, not
   * dropped. Ends as unavailable when the daemon stops.
   */
  subscribe(ctx: Context, filters?: readonly string[]): AsyncIterable<Envelope>;
  /**
   * For the stop of the daemon: nothing is published any more, and every subscription ends after what was published before.
   * Resolves when all subscribers have taken that.
   */
  drain(): Promise<void>;
}

export const Events = slot<Events>("io.containerd.event.v1");

/** Encodes event bodies and reads fields of encoded ones (for filters): the wire knows how, the bus does not. */
export interface EventCodec {
  encode(body: EventBody): Any;
  /** The field's text at a snake-case path, or undefined when absent or not a string. */
  field(event: Any, path: readonly string[]): string | undefined;
}

export const EventCodec = slot<EventCodec>("io.tsrt.event-codec.v1");
