import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { text } from "../../flags/flags.ts";
import { exitCode } from "../../tasks/attached.ts";
import { ioFlags, taskIo } from "../../tasks/task-io.ts";
import { attend, writePidFile } from "../run/lifecycle.ts";

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
    const exited = task.wait();
    exited.catch(() => {});
    io.foreground?.take(task);
    try {
      await writePidFile(flags["pid-file"], task.pid);
      await task.start(session);
    } catch (error) {
      await task.delete({ kill: true, timeout: 10_000 }).catch(() => {});
      throw error;
    }
    if (io.foreground === undefined) {
      task.io?.leave();
      return 0;
    }
    const outcome = await attend(session, task, io.foreground, exited);
    return exitCode(outcome);
  },
});
