import { command } from "../../command.ts";
import { loadTask } from "./load.ts";

export default command({
  name: "resume",
  summary: "Resume a paused container",
  usage: "CONTAINER",
  flags: {},
  async run({ args, session }) {
    const { task } = await loadTask(session, args);
    await task.resume(session);
  },
});
