import { command } from "../../command.ts";
import { bool } from "../../flags/flags.ts";
import { format } from "../../flags/shared.ts";
import { printLine, printListing } from "../../print/output.ts";
import { wide } from "../../print/table.ts";

export default command({
  name: "list",
  aliases: ["ls"],
  summary: "List containers",
  usage: "[<filter> ...]",
  flags: { format, quiet: bool("Print only the container id", { alias: "q" }) },
  async run({ flags, args, session }) {
    const client = await session.connect();
    const found = await client.containers.list(args, session);
    if (flags.quiet) {
      for (const { id } of found) {
        printLine(id);
      }
      return;
    }
    printListing(found, flags.format, {
      layout: wide,
      columns: {
        CONTAINER: ({ id }) => id,
        IMAGE: ({ image }) => image || "-",
        RUNTIME: ({ runtime }) => runtime.name,
      },
      json: ({ id, image, runtime, labels, snapshotter, snapshotKey, createdAt, updatedAt }) => ({
        id,
        image,
        runtime: runtime.name,
        labels,
        snapshotter,
        snapshotKey,
        createdAt,
        updatedAt,
      }),
    });
  },
});
