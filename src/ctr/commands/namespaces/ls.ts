import { command } from "../../command.ts";
import { bool } from "../../flags/flags.ts";
import { formatLabels } from "../../flags/labels.ts";
import { format } from "../../flags/shared.ts";
import { printLine, printListing } from "../../print/output.ts";

export default command({
  name: "list",
  aliases: ["ls"],
  summary: "List namespaces",
  flags: { format, quiet: bool("Print only the namespace name", { alias: "q" }) },
  async run({ flags, session }) {
    const { namespaces } = await session.connect();
    const found = await namespaces.list(session);
    if (flags.quiet) {
      for (const { name } of found) {
        printLine(name);
      }
      return;
    }
    printListing(found, flags.format, {
      columns: { NAME: ({ name }) => name, LABELS: ({ labels }) => formatLabels(labels, "") },
    });
  },
});
