// Notes the exits that foreign shims tell the daemon's bus themselves, so that a later daemon does not tell them again.
import { background } from "../context/index.ts";
import type { Events } from "../core/event.ts";
import type { Log } from "../log/index.ts";
import { initExitOf, topics } from "./events.ts";
import type { TaskTable } from "./task.ts";

/** Resolves when `signal` aborts. */
export async function noteExits(
  events: Events,
  table: TaskTable,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const ctx = { ...background(), signal };
  for await (const envelope of events.subscribe(ctx, [`topic==${JSON.stringify(topics.exit)}`])) {
    const exited = initExitOf(envelope);
    const task = exited && table.get(envelope.namespace, exited.containerId);
    if (exited !== undefined && task !== undefined && task.shim.kind !== "built-in") {
      task.exit = exited.exit;
      try {
        task.keepExit(exited.exit);
      } catch (error) {
        log.warn("cannot note that an event was told", { topic: envelope.topic, error });
      }
    }
  }
}
