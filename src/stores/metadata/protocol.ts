// What the main thread and the database Worker say to each other.

import type { PackedFault } from "../../errors/packed.ts";
import type { ChangeName } from "./changes/index.ts";
import type { PendingEvent } from "./transaction.ts";

export interface ChangeRequest {
  readonly name: ChangeName;
  readonly args: unknown;
}

export type ChangeReply =
  | { readonly fault: PackedFault }
  | {
      readonly fault?: undefined;
      readonly result: unknown;
      readonly events: readonly PendingEvent[];
      readonly deletions: number;
    };

export type ToWorker =
  | { readonly type: "open"; readonly path: string }
  | { readonly type: "run"; readonly requests: readonly ChangeRequest[] }
  | { readonly type: "close" };

export type FromWorker =
  | { readonly type: "failed"; readonly fault: PackedFault }
  | { readonly type: "ran"; readonly replies: readonly ChangeReply[] }
  | { readonly type: "closed" };
