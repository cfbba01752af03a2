// What the receiving half of a connection needs of the connection that it is part of.

import type { ConnectionWindow } from "./connection-window.ts";
import type { StreamError } from "./errors.ts";
import type { Field } from "./hpack/field.ts";
import type { Limits } from "./limits.ts";
import type { Outbound } from "./outbound.ts";
import type { StreamTable } from "./stream-table.ts";

export interface InboundHost {
  readonly isServer: boolean;
  readonly limits: Limits;
  readonly outbound: Outbound;
  readonly table: StreamTable;
  readonly window: ConnectionWindow;
  /** Whether the connection is over, so that received frames are ignored. */
  readonly isOver: boolean;
  /** The peer has opened a stream. */
  opened(id: number, fields: readonly Field[], truncated: boolean, endStream: boolean): void;
  /** A frame broke the rules for its stream, which need not be open. */
  streamFailed(error: StreamError): void;
  /** Bytes of DATA have arrived that no call will read. */
  discarded(length: number): void;
  /** Bytes of DATA have arrived that a call will read. */
  delivered(length: number): void;
  settingsChanged(): void;
  pong(payload: Uint8Array): void;
  goaway(lastStreamId: number, code: number, debug: string): void;
}
