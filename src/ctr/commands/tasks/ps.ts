import { command } from "../../command.ts";
import { format } from "../../flags/shared.ts";
import { printListing } from "../../print/output.ts";
import { spaced } from "../../print/table.ts";
import { loadTask } from "./load.ts";

export default command({
  name: "ps",
  summary: "List processes for container",
  usage: "CONTAINER",
  flags: { format },
  async run({ flags, args, session }) {
    const { task } = await loadTask(session, args);
    printListing(await task.pids(session), flags.format, {
      layout: spaced,
      tabs: "none",
      columns: {
        PID: ({ pid }) => String(pid),
        INFO: ({ execId }) => (execId === undefined ? "-" : `exec_id:${JSON.stringify(execId)}`),
      },
    });
  },
});
