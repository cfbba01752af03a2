import { parseDigest } from "../../../core/digest.ts";
import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { formatLabels, parseLabels } from "../../flags/labels.ts";
import { printLine } from "../../print/output.ts";

export default command({
  name: "label",
  summary: "Set and clear labels of a blob; an empty value clears",
  usage: "<digest> [<label>=<value> ...]",
  flags: {},
  async run({ args, session }) {
    const digest = requireArgument(args, 0, "please specify a digest");
    parseDigest(digest);
    const { content } = await session.connect();
    const labels = parseLabels(args.slice(1));
    const info =
      Object.keys(labels).length === 0
        ? await content.info(digest, session)
        : await content.label(digest, labels, session);
    printLine(formatLabels(info.labels, ""));
  },
});
