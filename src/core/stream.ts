import type { Scoped } from "../context/index.ts";
import { slot } from "../plugin/index.ts";
import type { Any } from "./any.ts";

/** Typed messages both ways between a client and whatever in the daemon knows the stream's id. */
export interface Stream {
  send(message: Any): Promise<void>;
  /** Undefined when the peer sends no more. */
  receive(): Promise<Any | undefined>;
  /** Ends our direction. */
  close(): void;
}

export interface Streams {
  /**
   * Holds the stream under `id` until whoever got it closes it, or the returned function is called (when the
   * connection is gone). Already exists: `stream "x"`.
   */
  register(ctx: Scoped, id: string, stream: Stream): () => void;
  /** Not found: `stream "x"`. */
  get(ctx: Scoped, id: string): Stream;
}

export const Streams = slot<Streams>("io.containerd.streaming.v1");
