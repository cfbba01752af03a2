import { command } from "../../command.ts";
import { containerArguments, createFromFlags } from "../run/container.ts";
import { containerFlags } from "../run/flags.ts";

export default command({
  name: "create",
  summary: "Create container",
  usage: "Image|RootFS CONTAINER [COMMAND] [ARG...]",
  carriesCommand: true,
  flags: containerFlags,
  async run({ flags, args, session }) {
    await createFromFlags(session, flags, containerArguments(flags, args));
  },
});
