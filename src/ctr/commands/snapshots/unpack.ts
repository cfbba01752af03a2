import { parseDigest } from "../../../core/digest.ts";
import { notFound } from "../../../errors/index.ts";
import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { snapshotterFlag } from "../../flags/shared.ts";
import { printLine } from "../../print/output.ts";

export default command({
  name: "unpack",
  summary: "Apply the layers of an image to the snapshotter",
  usage: "<digest>",
  flags: { snapshotter: snapshotterFlag },
  async run({ flags, args, session }) {
    const digest = requireArgument(args, 0, "digest of an image must be provided");
    parseDigest(digest);
    const client = await session.connect();
    const [record] = await client.images.list([`target.digest==${digest}`], session);
    if (record === undefined) {
      throw notFound(`image with target ${digest}`);
    }
    const snapshotter = await client.snapshotterFor(flags.snapshotter, session);
    await client.unpack(client.imageOf(record), snapshotter, session);
    printLine(`unpacking ${digest} (${record.target.mediaType})...done`);
  },
});
