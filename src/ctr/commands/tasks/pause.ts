import { command } from "../../command.ts";
import { loadTask } from "./load.ts";

export default command({
  name: "pause",
  summary: "Pause an existing container",
  usage: "CONTAINER",
  flags: {},
  async run({ args, session }) {
    const { task } = await loadTask(session, args);
    await task.pause(session);
  },
});
