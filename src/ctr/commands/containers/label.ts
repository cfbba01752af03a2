import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { formatLabels, parseLabels } from "../../flags/labels.ts";
import { printLine } from "../../print/output.ts";

export default command({
  name: "label",
  summary: "Set and clear labels for a container; an empty value clears",
  usage: "CONTAINER [<key>=<value> ...]",
  flags: {},
  async run({ args, session }) {
    const id = requireArgument(args, 0, "container id must be provided");
    const { containers } = await session.connect();
    const { labels } = await containers.label(id, parseLabels(args.slice(1)), session);
    printLine(formatLabels(labels, ""));
  },
});
