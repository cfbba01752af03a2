import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { formatLabels, parseLabels } from "../../flags/labels.ts";
import { snapshotterFlag } from "../../flags/shared.ts";
import { printLine } from "../../print/output.ts";
import { snapshotsOf } from "./store.ts";

export default command({
  name: "label",
  summary: "Set and clear labels of a snapshot; an empty value clears",
  usage: "<name> [<label>=<value> ...]",
  flags: { snapshotter: snapshotterFlag },
  async run({ flags, args, session }) {
    const name = requireArgument(args, 0, "snapshot key must be provided");
    const snapshots = await snapshotsOf(session, flags.snapshotter);
    const labels = parseLabels(args.slice(1));
    const info =
      Object.keys(labels).length === 0
        ? await snapshots.stat(name, session)
        : await snapshots.label(name, labels, session);
    printLine(formatLabels(info.labels, ""));
  },
});
