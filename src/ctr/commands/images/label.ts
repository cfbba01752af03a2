import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { bool } from "../../flags/flags.ts";
import { formatLabels, parseLabels } from "../../flags/labels.ts";
import { printLine } from "../../print/output.ts";

export default command({
  name: "label",
  summary: "Set and clear labels for an image; an empty value clears",
  usage: "<name> [<key>=<value> ...]",
  flags: { "replace-all": bool("Replace all labels", { alias: "r" }) },
  async run({ flags, args, session }) {
    const name = requireArgument(args, 0, "please specify an image");
    const labels = parseLabels(args.slice(1));
    const { images } = await session.connect();
    const { target } = await images.get(name, session);
    const updated = flags["replace-all"]
      ? await images.update({ name, target, labels }, ["labels"], session)
      : await images.label(name, labels, session);
    printLine(formatLabels(updated.labels, ""));
  },
});
