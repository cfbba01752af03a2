import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { snapshotterFlag } from "../../flags/shared.ts";
import { printMounts, snapshotsOf } from "./store.ts";

export default command({
  name: "mounts",
  aliases: ["m", "mount"],
  summary: "Print the commands that mount a snapshot",
  usage: "<target> <key>",
  flags: { snapshotter: snapshotterFlag },
  async run({ flags, args, session }) {
    const target = requireArgument(args, 0, "mount target must be provided");
    const key = requireArgument(args, 1, "snapshot key must be provided");
    const snapshots = await snapshotsOf(session, flags.snapshotter);
    printMounts(target, await snapshots.mounts(key, session));
  },
});
