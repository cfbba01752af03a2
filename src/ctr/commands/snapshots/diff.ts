import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { bool, list, text } from "../../flags/flags.ts";
import { gcRootLabels, parseLabels } from "../../flags/labels.ts";
import { snapshotterFlag } from "../../flags/shared.ts";
import { print } from "../../print/output.ts";

export default command({
  name: "diff",
  summary:
    "Print the difference of two snapshots as a layer; the second one's default is the first one's parent",
  usage: "<idA> [<idB>]",
  flags: {
    snapshotter: snapshotterFlag,
    "media-type": text("Media type of the layer"),
    label: list("Label of the layer's blob"),
    keep: bool("Keep the layer in the content store"),
  },
  async run({ flags, args, session }) {
    const key = requireArgument(args, 0, "snapshot id must be provided");
    const client = await session.connect();
    await using lease = await client.leases.hold(session);
    const snapshotter = await client.snapshotterFor(flags.snapshotter, session);
    const layer = await client.diff(snapshotter, key, args[1], {
      mediaType: flags["media-type"],
      labels: { ...parseLabels(flags.label), ...(flags.keep ? gcRootLabels() : {}) },
      lease: lease.id,
      signal: session.signal,
    });
    for await (const bytes of client.content.read(layer.digest, session)) {
      print(bytes);
    }
  },
});
