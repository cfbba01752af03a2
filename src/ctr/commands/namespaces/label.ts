import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { parseLabels } from "../../flags/labels.ts";

export default command({
  name: "label",
  summary: "Set and clear labels for a namespace; an empty value clears",
  usage: "<name> [<key>=<value> ...]",
  flags: {},
  async run({ args, session }) {
    const name = requireArgument(args, 0, "please specify a namespace");
    const { namespaces } = await session.connect();
    await namespaces.label(name, parseLabels(args.slice(1)), session);
  },
});
