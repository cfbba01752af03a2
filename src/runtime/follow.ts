// Takes events from the journal of a built-in shim: publishes each once, then acknowledges.
import { patiently } from "../context/descriptors.ts";
import type { Envelope } from "../core/event.ts";
import type { Log } from "../log/index.ts";
import { stub } from "../rpc/channel.ts";
import { type Entry, JournalService } from "../rpc/gen/journal.ts";
import { createdIdOf, deletedIdOf, initExitOf } from "./events.ts";
import type { Outbox } from "./outbox.ts";
import { readJournal } from "./record.ts";
import type { Shim } from "./shim.ts";
import type { Task } from "./task.ts";
import { isClosed } from "./task-api.ts";

/**
 * Resolves when the shim's connection has gone. `onDeleted` is told of a task whose deletion nobody here asked for: an
 * earlier daemon did, and died. It may have been about an earlier task with the same id.
 */
export async function follow(
  shim: Shim,
  outbox: Outbox,
  log: Log,
  onDeleted: (task: Task) => void,
): Promise<void> {
  const api = stub(shim.channel, JournalService);
  // Sent in the tick in which the event was published: even a daemon killed right then has told the shim. What is not
  // acknowledged after all comes again.
  const acknowledge = (number: number): void => {
    api.acknowledge({ number }).catch(() => {});
  };
  shim.isFollowed = true;
  try {
    for await (const entry of api.follow({ after: shim.lastEvent })) {
      const envelope = envelopeOf(entry);
      if (entry.number > shim.lastEvent && envelope !== undefined) {
        shim.lastEvent = entry.number;
        take(shim, envelope, outbox, () => acknowledge(entry.number));
        for (const task of shim.tasks.values()) {
          task.mayHaveChanged();
          if (task.isDeleted && !task.isHeld) {
            onDeleted(task);
          }
        }
      }
    }
  } catch (error) {
    if (!isClosed(error)) {
      shim.isFollowed = false;
      log.warn("a shim's journal cannot be followed", { id: shim.record.group, error });
    }
  }
}

/** What a shim that died had written and nobody has seen. */
export async function publishRest(shim: Shim, outbox: Outbox): Promise<void> {
  for (const { number, envelope } of await patiently(() => readJournal(shim.paths.journal))) {
    if (number > shim.lastEvent) {
      shim.lastEvent = number;
      take(shim, envelope, outbox, () => {});
    }
  }
}

/** Notes what an event says of its task, so that nobody else tells it, too. */
function witness(shim: Shim, envelope: Envelope): () => void {
  const exited = initExitOf(envelope);
  const task = shim.tasks.get(exited?.containerId ?? "");
  if (exited !== undefined && task !== undefined) {
    task.exit = exited.exit;
    return () => task.keepExit(exited.exit);
  }
  shim.tasks.get(createdIdOf(envelope) ?? "")?.forgetEarlier();
  const deleted = shim.tasks.get(deletedIdOf(envelope) ?? "");
  if (deleted !== undefined) {
    deleted.isDeleted = true;
  }
  return () => {};
}

function take(shim: Shim, envelope: Envelope, outbox: Outbox, done: () => void): void {
  const keep = witness(shim, envelope);
  outbox.forward(envelope, () => {
    try {
      keep();
    } finally {
      done();
    }
  });
}

function envelopeOf({ timestamp, namespace, topic, event }: Entry): Envelope | undefined {
  return timestamp === null || event === null ? undefined : { timestamp, namespace, topic, event };
}
