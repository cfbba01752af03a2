import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { gcRootLabels } from "../../flags/labels.ts";
import { snapshotterFlag } from "../../flags/shared.ts";
import { snapshotsOf } from "./store.ts";

export default command({
  name: "commit",
  summary: "Commit an active snapshot into the provided name",
  usage: "<name> <active>",
  flags: { snapshotter: snapshotterFlag },
  async run({ flags, args, session }) {
    const name = requireArgument(args, 0, "snapshot name must be provided");
    const key = requireArgument(args, 1, "key of an active snapshot must be provided");
    const snapshots = await snapshotsOf(session, flags.snapshotter);
    await snapshots.commit({ name, key, labels: gcRootLabels() }, session);
  },
});
