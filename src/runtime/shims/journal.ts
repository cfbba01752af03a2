// The journal of a built-in shim, as the daemon reads it once the shim is dead. shim/events/journal.ts writes it.
import { decodeMulti } from "@msgpack/msgpack";
import type { Envelope } from "../../core/event.ts";
import { dataLoss, isKind } from "../../errors/index.ts";
import { readIfThere } from "../../linux/read-file.ts";
import { elementsOf, requireBytes, requireCount, requireText } from "../read-back.ts";

export interface JournalEntry {
  /** Counts the shim's events from 1. */
  readonly number: number;
  readonly envelope: Envelope;
}

export interface JournalContents {
  /** The events that no daemon acknowledged, oldest first. */
  readonly entries: readonly JournalEntry[];
  /** Why the file cannot be read to its end; undefined when it can, or when only its last item is torn. */
  readonly damage: unknown;
}

/**
 * What stands before the first damaged item is given in any case. A torn item at the end is no damage: the shim died while
 * it wrote it.
 */
export function readJournal(path: string): JournalContents {
  const what = `damaged journal ${path}`;
  const entries = new Map<number, Envelope>();
  const bytes = readIfThere(path) ?? new Uint8Array();
  try {
    for (const item of decodeMulti(bytes)) {
      apply(entries, elementsOf(item, what), what);
    }
    return contents(entries, undefined);
  } catch (error) {
    const isTorn = error instanceof RangeError;
    return contents(
      entries,
      isTorn ? undefined : isKind(error, "data loss") ? error : dataLoss(what, { cause: error }),
    );
  }
}

function contents(entries: ReadonlyMap<number, Envelope>, damage: unknown): JournalContents {
  return { entries: [...entries].map(([number, envelope]) => ({ number, envelope })), damage };
}

/** An item of one element acknowledges all events up to that number; a longer one is an event. */
function apply(entries: Map<number, Envelope>, item: readonly unknown[], what: string): void {
  const number = requireCount(item[0], what);
  if (item.length === 1) {
    for (const acknowledged of [...entries.keys()].filter((other) => other <= number)) {
      entries.delete(acknowledged);
    }
    return;
  }
  const [, seconds, nanos, namespace, topic, typeUrl, value] = item;
  entries.set(number, {
    timestamp: { seconds: requireCount(seconds, what), nanos: requireCount(nanos, what) },
    namespace: requireText(namespace, what),
    topic: requireText(topic, what),
    event: { typeUrl: requireText(typeUrl, what), value: requireBytes(value, what) },
  });
}
