// The messages between the main thread and the database Worker.

import type { PackedFault } from "../../errors/packed.ts";
import type { ChangeName } from "./changes/index.ts";
import type { PendingEvent } from "./transaction.ts";

/** A change by name, with its arguments as plain data. */
export interface ChangeRequest {
  readonly name: ChangeName;
  readonly args: unknown;
}

/** What became of a change: why it was refused, or its result, its events and the number of objects that it deleted. */
export type ChangeReply =
  | { readonly fault: PackedFault }
  | {
      readonly fault?: undefined;
      readonly result: unknown;
      readonly events: readonly PendingEvent[];
      readonly deletions: number;
    };

/** Messages to the Worker. */
export type ToWorker =
  | { readonly type: "open"; readonly path: string }
  | { readonly type: "run"; readonly requests: readonly ChangeRequest[] }
  | { readonly type: "close" };

/** Messages from the Worker. */
export type FromWorker =
  | { readonly type: "failed"; readonly fault: PackedFault }
  | { readonly type: "ran"; readonly replies: readonly ChangeReply[] }
  | { readonly type: "closed" };
