import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { bool, text } from "../../flags/flags.ts";
import { gcRootLabels } from "../../flags/labels.ts";
import { snapshotterFlag } from "../../flags/shared.ts";
import { printPrepared, snapshotsOf } from "./store.ts";

export default command({
  name: "prepare",
  summary: "Prepare a snapshot from a committed snapshot",
  usage: "<key> [<parent>]",
  flags: {
    snapshotter: snapshotterFlag,
    target: text("Mount target path; the mount is printed", { alias: "t" }),
    mounts: bool("Print the mounts as JSON"),
  },
  async run({ flags, args, session }) {
    const key = requireArgument(args, 0, "snapshot key must be provided");
    const parent = args[1] ?? "";
    const snapshots = await snapshotsOf(session, flags.snapshotter);
    printPrepared(await snapshots.prepare({ key, parent, labels: gcRootLabels() }, session), flags);
  },
});
