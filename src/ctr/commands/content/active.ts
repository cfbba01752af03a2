import { toMillis } from "../../../core/time.ts";
import { command } from "../../command.ts";
import { format } from "../../flags/shared.ts";
import { printListing } from "../../print/output.ts";
import { tabbed } from "../../print/table.ts";
import { decimalSize, humanDuration } from "../../print/units.ts";

export default command({
  name: "active",
  summary: "Display active transfers",
  usage: "[<filter>]",
  flags: { format },
  async run({ flags, args, session }) {
    const { content } = await session.connect();
    printListing(await content.ingests(args, session), flags.format, {
      layout: tabbed,
      columns: {
        REF: ({ ref }) => ref,
        SIZE: ({ offset }) => decimalSize(offset),
        AGE: ({ startedAt }) => humanDuration(Date.now() - toMillis(startedAt)),
      },
    });
  },
});
