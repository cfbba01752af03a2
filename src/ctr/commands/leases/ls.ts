import { toRfc3339 } from "../../../core/time.ts";
import { command } from "../../command.ts";
import { bool } from "../../flags/flags.ts";
import { formatLabels } from "../../flags/labels.ts";
import { format } from "../../flags/shared.ts";
import { printLine, printListing } from "../../print/output.ts";

export default command({
  name: "list",
  aliases: ["ls"],
  summary: "List all active leases",
  usage: "[<filter> ...]",
  flags: { format, quiet: bool("Print only the lease ids", { alias: "q" }) },
  async run({ flags, args, session }) {
    const { leases } = await session.connect();
    const found = await leases.list(args, session);
    if (flags.quiet) {
      for (const { id } of found) {
        printLine(id);
      }
      return;
    }
    printListing(found, flags.format, {
      columns: {
        ID: ({ id }) => id,
        "CREATED AT": ({ createdAt }) => toRfc3339({ seconds: createdAt.seconds, nanos: 0 }),
        LABELS: ({ labels }) => formatLabels(labels),
      },
    });
  },
});
