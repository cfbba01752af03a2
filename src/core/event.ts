// The daemon's events tell what was changed, in the order in which it became durable.
import type { Context } from "../context/index.ts";
import { slot } from "../plugin/index.ts";
import type { Any } from "./any.ts";
import type { Timestamp } from "./time.ts";

/** An event before it is encoded. */
export interface EventBody {
  /** Name of the message in `containerd.events`, such as `ImageCreate`. */
  readonly name: string;
  /** Its fields, by their names in camel case. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** An event as subscribers get it. */
export interface Envelope {
  readonly timestamp: Timestamp;
  readonly namespace: string;
  /** Such as `/tasks/exit`. Source: containerd core/runtime/events.go. */
  readonly topic: string;
  readonly event: Any;
}

/** The event bus. */
export interface Events {
  /** Encodes the event, stamps it and queues it, without waiting for subscribers. `namespace` is where the change was made. */
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

/** The slot of the event bus. */
export const Events = slot<Events>("io.containerd.event.v1");

/** Encodes events, and reads fields of encoded ones for filters: only the wire knows how. */
export interface EventCodec {
  /** Throws for a message that `containerd.events` does not have. */
  encode(body: EventBody): Any;
  /** The text of the field at a path of snake-case names; undefined where it is absent or no string. */
  field(event: Any, path: readonly string[]): string | undefined;
}

/** The slot of the event codec. */
export const EventCodec = slot<EventCodec>("io.tsrt.event-codec.v1");
