// Foreign shims send their events straight to the daemon's bus. The exits among them are noted here, so that neither this
// daemon nor the next one publishes them a second time.
import { background } from "../../context/index.ts";
import type { Events } from "../../core/event.ts";
import { isKind } from "../../errors/index.ts";
import type { Log } from "../../log/index.ts";
import { taskReportOf, topics } from "./task-events.ts";
import type { TaskTable } from "./task-table.ts";

/** Resolves when the bus ends the subscription, because the daemon stops: an exit that was published is noted before. */
export async function noteForeignExits(events: Events, table: TaskTable, log: Log): Promise<void> {
  const filter = `topic==${JSON.stringify(topics.exit)}`;
  try {
    for await (const envelope of events.subscribe(background(), [filter])) {
      const report = taskReportOf(envelope);
      const task = report && table.get(envelope.namespace, report.containerId);
      if (report?.kind === "exited" && task !== undefined && task.shim.kind !== "built-in") {
        noteExit(() => task.noteExit(report.exit).onPublished(), log, task.id);
      }
    }
  } catch (error) {
    if (!isKind(error, "unavailable")) {
      throw error;
    }
  }
}

function noteExit(note: () => void, log: Log, id: string): void {
  try {
    note();
  } catch (error) {
    log.warn("cannot note that an exit was published", { id, error });
  }
}
