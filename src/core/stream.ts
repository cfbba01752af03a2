import type { Scoped } from "../context/index.ts";
import { slot } from "../plugin/index.ts";
import type { Any } from "./any.ts";

/** Typed messages in both directions between a client and the part of the daemon that knows the stream's id. */
export interface Stream {
  /** Resolves when the message was taken by the connection. */
  send(message: Any): Promise<void>;
  /** The next message; undefined when the peer sends no more. */
  receive(): Promise<Any | undefined>;
  /** Ends our direction. */
  close(): void;
}

/** The streams that clients opened, by id. Source: containerd core/streaming. */
export interface Streams {
  /**
   * Keeps the stream under `id` until whoever got it closes it, or until the returned function is called because the
   * connection is gone. Already exists: `stream "x"`.
   */
  register(ctx: Scoped, id: string, stream: Stream): () => void;
  /** Not found: `stream "x"`. */
  get(ctx: Scoped, id: string): Stream;
}

/** The slot of streams. */
export const Streams = slot<Streams>("io.containerd.streaming.v1");
