// Receives the events of a built-in shim, from its journal: notes each, publishes it, then acknowledges it.
import { retryOnShortage } from "../../context/descriptors.ts";
import type { Envelope } from "../../core/event.ts";
import type { Log } from "../../log/index.ts";
import { stub } from "../../rpc/channel.ts";
import { type Entry, JournalService } from "../../rpc/gen/journal.ts";
import type { EventPublisher } from "./event-publisher.ts";
import { readJournal } from "./journal.ts";
import type { Shim } from "./shim.ts";
import type { ShimUser } from "./shim-user.ts";
import { isClosed } from "./task-api.ts";

export interface EventReceiver {
  readonly user: ShimUser;
  readonly publisher: EventPublisher;
  readonly log: Log;
}

/** Resolves when the connection to the shim has ended. */
export async function receiveEvents(shim: Shim, receiver: EventReceiver): Promise<void> {
  const api = stub(shim.channel, JournalService);
  shim.hasEventStream = true;
  try {
    for await (const entry of api.follow({ after: shim.lastEvent })) {
      const envelope = envelopeOf(entry);
      if (envelope !== undefined) {
        receiveOne(shim, entry.number, envelope, receiver);
      }
    }
  } catch (error) {
    if (!isClosed(error)) {
      shim.hasEventStream = false;
      receiver.log.warn("events of a shim cannot be received", { id: shim.record.group, error });
    }
  }
}

/** Notes and publishes the events that a dead shim had written down and nobody has received. */
export async function receiveRemainingEvents(shim: Shim, receiver: EventReceiver): Promise<void> {
  const { entries, damage } = await retryOnShortage(() => readJournal(shim.paths.journal));
  if (damage !== undefined) {
    receiver.log.error("events of a dead shim are lost", { id: shim.record.group, error: damage });
  }
  for (const { number, envelope } of entries) {
    receiveOne(shim, number, envelope, receiver);
  }
}

function receiveOne(shim: Shim, number: number, envelope: Envelope, receiver: EventReceiver): void {
  if (number <= shim.lastEvent) {
    return;
  }
  shim.lastEvent = number;
  const noted = receiver.user.noteEvent(shim, envelope);
  if (noted.wasPublished) {
    // An acknowledgement is one of all earlier events, too: it must not overtake one that is still held back.
    receiver.publisher.flushed().then(
      () => shim.acknowledge(number),
      () => {},
    );
    return;
  }
  receiver.publisher.publish(envelope, () => {
    try {
      noted.onPublished();
    } finally {
      // In the turn of the publication: even a daemon that is killed right afterwards has told the shim.
      shim.acknowledge(number);
    }
  });
}

function envelopeOf({ timestamp, namespace, topic, event }: Entry): Envelope | undefined {
  return timestamp === null || event === null ? undefined : { timestamp, namespace, topic, event };
}
