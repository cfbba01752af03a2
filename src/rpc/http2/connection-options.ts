// What a connection is told, and what it tells.
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
  /** Servers only: a request. */
  opened?(stream: Http2Stream, fields: readonly Field[], truncated: boolean): void;
  /** Clients only: there is room for another stream, or there will never be again. */
  available?(): void;
  /** Called once, last, after all streams were aborted. */
  closed(error?: Error): void;
}
