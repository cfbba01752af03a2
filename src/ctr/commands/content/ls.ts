import type { ContentInfo } from "../../../client/index.ts";
import { toMillis } from "../../../core/time.ts";
import { command } from "../../command.ts";
import { bool } from "../../flags/flags.ts";
import { formatLabels } from "../../flags/labels.ts";
import { format } from "../../flags/shared.ts";
import { printLine, printListing } from "../../print/output.ts";
import { tabbed } from "../../print/table.ts";
import { decimalSize, humanDuration } from "../../print/units.ts";

export default command({
  name: "list",
  aliases: ["ls"],
  summary: "List all blobs in the store",
  usage: "[<filter> ...]",
  flags: { format, quiet: bool("Print only the blob digest", { alias: "q" }) },
  async run({ flags, args, session }) {
    const { content } = await session.connect();
    const found: ContentInfo[] = [];
    for await (const info of content.list(args, session)) {
      if (flags.quiet) {
        printLine(info.digest);
      } else {
        found.push(info);
      }
    }
    if (!flags.quiet) {
      printListing(found, flags.format, {
        columns: {
          DIGEST: ({ digest }) => digest,
          SIZE: ({ size }) => decimalSize(size),
          AGE: ({ createdAt }) => humanDuration(Date.now() - toMillis(createdAt)),
          LABELS: ({ labels }) => formatLabels(labels),
        },
        layout: tabbed,
        tabs: "none",
      });
    }
  },
});
