// What the receiving half of a connection needs of the whole.

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
  /** Nothing that arrives matters any more. */
  readonly isOver: boolean;
  /** The peer opens a stream. */
  opened(id: number, fields: readonly Field[], truncated: boolean, endStream: boolean): void;
  /** A stream that is at fault, whether it is open or not. */
  streamFailed(error: StreamError): void;
  /** Bytes of DATA that nobody has to read. */
  discarded(length: number): void;
  /** Bytes of DATA that a call will read. */
  delivered(length: number): void;
  settingsChanged(): void;
  pong(payload: Uint8Array): void;
  goaway(lastStreamId: number, code: number, debug: string): void;
}
