import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { text } from "../../flags/flags.ts";
import { exitCode } from "../../tasks/foreground.ts";
import { runProcess } from "../../tasks/run-process.ts";
import { ioFlags, taskIo } from "../../tasks/task-io.ts";

export default command({
  name: "start",
  summary: "Start a container that has been created",
  usage: "CONTAINER",
  flags: { ...ioFlags, "pid-file": text("File to write the task's pid to") },
  async run({ flags, args, session }) {
    const id = requireArgument(args, 0, "container id must be provided");
    const client = await session.connect();
    const container = await client.container(id, session);
    const terminal = container.spec().process?.terminal ?? false;
    using io = taskIo(session, flags, terminal);
    const task = await container.newTask(io.factory, session);
    const options = { foreground: io.foreground, pidFile: flags["pid-file"] };
    return exitCode(await runProcess(session, task, options));
  },
});
