import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { gcRootLabels } from "../../flags/labels.ts";
import { newSnapshotFlags, printNewSnapshot, snapshotsOf } from "./store.ts";

export default command({
  name: "prepare",
  summary: "Prepare a snapshot from a committed snapshot",
  usage: "<key> [<parent>]",
  flags: newSnapshotFlags,
  async run({ flags, args, session }) {
    const key = requireArgument(args, 0, "snapshot key must be provided");
    const parent = args[1] ?? "";
    const snapshots = await snapshotsOf(session, flags.snapshotter);
    printNewSnapshot(await snapshots.prepare({ key, parent, labels: gcRootLabels() }, session), flags);
  },
});
