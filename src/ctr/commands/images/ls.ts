import { type Client, formatPlatform, type ImageRecord, messageOf } from "../../../client/index.ts";
import { command } from "../../command.ts";
import { bool } from "../../flags/flags.ts";
import { formatLabels } from "../../flags/labels.ts";
import { format } from "../../flags/shared.ts";
import { printLine, printListing, warn } from "../../print/output.ts";
import { binarySize } from "../../print/units.ts";

interface Row extends ImageRecord {
  readonly size: number;
  readonly platforms: readonly string[];
}

export default command({
  name: "list",
  aliases: ["ls"],
  summary: "List images known to the daemon",
  usage: "[<filter> ...]",
  flags: { format, quiet: bool("Print only the image refs", { alias: "q" }) },
  async run({ flags, args, session }) {
    const client = await session.connect();
    const images = await client.images.list(args, session);
    if (flags.quiet) {
      for (const { name } of images) {
        printLine(name);
      }
      return;
    }
    const rows = await Promise.all(images.map((image) => rowOf(client, image)));
    printListing(rows, flags.format, {
      columns: {
        REF: ({ name }) => name,
        TYPE: ({ target }) => target.mediaType,
        DIGEST: ({ target }) => target.digest,
        SIZE: ({ size }) => binarySize(size),
        PLATFORMS: ({ platforms }) => (platforms.length === 0 ? "-" : platforms.join(",")),
        LABELS: ({ labels }) => formatLabels(labels),
      },
    });
  },
});

/** An image of which parts are missing is listed all the same, with the size of its target. */
async function rowOf(client: Client, record: ImageRecord): Promise<Row> {
  const image = client.imageOf(record);
  const failed = (what: string) => (error: unknown) => {
    warn(`${what} of image ${record.name}: ${messageOf(error)}`);
    return undefined;
  };
  const size = await image.size().catch(failed("size"));
  const platforms = await image.platforms().catch(failed("platforms"));
  const names = new Set((platforms ?? []).map(formatPlatform));
  return { ...record, size: size ?? record.target.size, platforms: [...names].sort() };
}
