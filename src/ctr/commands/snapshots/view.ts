import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { newSnapshotFlags, printNewSnapshot, snapshotsOf } from "./store.ts";

export default command({
  name: "view",
  summary: "Create a read-only snapshot from a committed snapshot",
  usage: "<key> [<parent>]",
  flags: newSnapshotFlags,
  async run({ flags, args, session }) {
    const key = requireArgument(args, 0, "snapshot key must be provided");
    const parent = args[1] ?? "";
    const snapshots = await snapshotsOf(session, flags.snapshotter);
    printNewSnapshot(await snapshots.view({ key, parent }, session), flags);
  },
});
