// What the manager of shims needs to know of whoever uses them. Shims know nothing of tasks and sandboxes beyond this.
import type { Envelope } from "../../core/event.ts";
import type { Shim } from "./shim.ts";

export interface ShimUser {
  /** Whether anything is served by the shim, so that it must not be stopped. */
  isServing(shim: Shim): boolean;
  /** Notes what an event of a built-in shim says. Called once for each event, in order, before it is published. */
  noteEvent(shim: Shim, envelope: Envelope): NotedEvent;
  /** The connection to the shim has ended; it is not yet known whether the shim lives. */
  noteDisconnected(shim: Shim): void;
  /** The shim is dead: resolves when what it left running has ended and nothing of what it served remains. */
  cleanUp(shim: Shim): Promise<void>;
}

export interface NotedEvent {
  /** An earlier daemon published the event and died before it could acknowledge it. */
  readonly wasPublished: boolean;
  /** To be called once the event has been published. May throw when that cannot be written down. */
  onPublished(): void;
}
