import { type Client, type Image, type ImageRecord, isKind } from "../../../client/index.ts";
import { command } from "../../command.ts";
import { bool } from "../../flags/flags.ts";
import { format, snapshotterFlag } from "../../flags/shared.ts";
import { printLine, printListing } from "../../print/output.ts";
import { binarySize } from "../../print/units.ts";

/** An image, and what of it is there. */
interface Row {
  readonly record: ImageRecord;
  readonly status: string;
  readonly size: string;
  readonly isUnpacked: boolean;
}

export default command({
  name: "check",
  summary: "Check that all content of images is here and unpacked",
  usage: "[<filter> ...]",
  flags: {
    format,
    quiet: bool("Print only the refs of images that are ready", { alias: "q" }),
    snapshotter: snapshotterFlag,
  },
  async run({ flags, args, session }) {
    const client = await session.connect();
    const records = await client.images.list(args, session);
    const snapshotter = await client.snapshotterFor(flags.snapshotter, session);
    const rows = await Promise.all(records.map((record) => checkImage(client, record, snapshotter)));
    if (flags.quiet) {
      for (const { record } of rows.filter((row) => row.isUnpacked && row.status.startsWith("complete"))) {
        printLine(record.name);
      }
      return;
    }
    printListing(rows, flags.format, {
      tabs: "header",
      columns: {
        REF: ({ record }) => record.name,
        TYPE: ({ record }) => record.target.mediaType,
        DIGEST: ({ record }) => record.target.digest,
        STATUS: ({ status }) => status,
        SIZE: ({ size }) => size,
        UNPACKED: ({ isUnpacked }) => String(isUnpacked),
      },
      json: ({ record, ...row }) => ({ ref: record.name, digest: record.target.digest, ...row }),
    });
  },
});

async function checkImage(client: Client, record: ImageRecord, snapshotter: string): Promise<Row> {
  const image = client.imageOf(record);
  try {
    const { required, present, bytes, total } = await parts(client, image);
    const isComplete = present === required;
    const status = `${isComplete ? "complete" : "incomplete"} (${present}/${required})`;
    const isUnpacked = isComplete && (await client.isUnpacked(image, snapshotter));
    return { record, status, size: `${binarySize(bytes)}/${binarySize(total)}`, isUnpacked };
  } catch (error) {
    if (!isKind(error, "not found")) {
      throw new Error(`unable to check ${record.name}`, { cause: error });
    }
    return { record, status: "unavailable (0/?)", size: "0.0 B/?", isUnpacked: false };
  }
}

async function parts(client: Client, image: Image) {
  const { config, layers } = await image.manifest();
  const all = [config, ...layers];
  const here = await Promise.all(all.map(({ digest }) => isHere(client, digest)));
  const present = all.filter((_, index) => here[index]);
  const sum = (list: readonly { size: number }[]): number =>
    list.reduce((total, { size }) => total + size, 0);
  return { required: all.length, present: present.length, bytes: sum(present), total: sum(all) };
}

async function isHere(client: Client, digest: string): Promise<boolean> {
  try {
    await client.content.info(digest);
    return true;
  } catch (error) {
    if (isKind(error, "not found")) {
      return false;
    }
    throw error;
  }
}
