// The options of an HTTP/2 connection, and the events that it reports to its owner.
import type { Field } from "./hpack/field.ts";
import type { KeepaliveOptions } from "./keepalive.ts";
import type { Limits } from "./limits.ts";
import type { Http2Stream } from "./stream.ts";

export interface ConnectionOptions {
  readonly role: "server" | "client";
  readonly limits?: Partial<Limits> | undefined;
  readonly keepalive?: KeepaliveOptions | undefined;
}

export interface ConnectionEvents {
  /** A client has sent a request. Only servers get this event. */
  opened?(stream: Http2Stream, fields: readonly Field[], truncated: boolean): void;
  /** Another stream can be opened, or none ever again. Only clients get this event. */
  available?(): void;
  /** The connection has ended. This is the last event, and comes after all streams were aborted. */
  closed(error?: Error): void;
}
