import { command } from "../../command.ts";
import { forEach } from "../../flags/arguments.ts";
import { bool, text } from "../../flags/flags.ts";
import { warn } from "../../print/output.ts";
import { loadTask } from "./load.ts";

export default command({
  name: "delete",
  aliases: ["del", "remove", "rm"],
  summary: "Delete one or more tasks",
  usage: "CONTAINER [CONTAINER ...]",
  flags: {
    force: bool("End it first", { alias: "f" }),
    "exec-id": text("Exec to delete"),
  },
  async run({ flags, args, session }) {
    const options = { kill: flags.force, signal: session.signal };
    if (flags["exec-id"]) {
      const { task } = await loadTask(session, args);
      const { status } = await task.process(flags["exec-id"]).delete(options);
      return status;
    }
    const describe = (id: string): string => `unable to delete ${id}`;
    return forEach(session, args, describe, async (id) => {
      const { task } = await loadTask(session, [id]);
      const { status } = await task.delete(options);
      if (status !== 0) {
        warn(`task ${id} exit with non-zero exit code ${status}`);
      }
    });
  },
});
