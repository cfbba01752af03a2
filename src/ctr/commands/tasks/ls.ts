import type { TaskState } from "../../../client/index.ts";
import { command } from "../../command.ts";
import { bool } from "../../flags/flags.ts";
import { format } from "../../flags/shared.ts";
import { printLine, printListing } from "../../print/output.ts";
import { wide } from "../../print/table.ts";
import { shimOf } from "../../tasks/host-process.ts";

export default command({
  name: "list",
  aliases: ["ls"],
  summary: "List tasks; `--format wide` shows their shims",
  flags: { format, quiet: bool("Print only the task id", { alias: "q" }) },
  async run({ flags, session }) {
    const { tasks } = await session.connect();
    const found = await tasks.list(session);
    if (flags.quiet) {
      for (const { containerId } of found) {
        printLine(containerId);
      }
      return;
    }
    const columns = {
      TASK: ({ containerId }: TaskState) => containerId,
      PID: ({ pid }: TaskState) => String(pid),
      STATUS: ({ status }: TaskState) => status.toUpperCase(),
    };
    printListing(found, flags.format, {
      layout: wide,
      tabs: "header",
      columns: flags.format === "wide" ? { ...columns, SHIM: ({ pid }: TaskState) => shimOf(pid) } : columns,
      json: (task) => ({ ...task, shim: shimOf(task.pid) }),
    });
  },
});
