import { invalidArgument } from "../../../errors/index.ts";
import { command } from "../../command.ts";
import { bool, text } from "../../flags/flags.ts";
import { ioFlags } from "../../tasks/task-io.ts";
import { containerFlags, runFlags } from "./flags.ts";

export default command({
  name: "run",
  summary: "Run a container",
  usage: "Image|RootFS ID [COMMAND] [ARG...]",
  carriesCommand: true,
  flags: {
    ...containerFlags,
    ...runFlags,
    ...ioFlags,
    rm: bool("Remove the container after running; not with --detach"),
    "dump-config": text("File to write the generated OCI spec to"),
  },
  async run({ flags, args, session }) {
    if (flags.rm && flags.detach) {
      throw invalidArgument("flags --detach and --rm cannot be specified together");
    }
    const { runContainer } = await import("./lifecycle.ts");
    return runContainer(session, flags, args);
  },
});
