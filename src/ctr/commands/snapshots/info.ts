import { toRfc3339 } from "../../../core/time.ts";
import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { snapshotterFlag } from "../../flags/shared.ts";
import { printJson } from "../../print/output.ts";
import { kindName, snapshotsOf } from "./store.ts";

export default command({
  name: "info",
  summary: "Get info about a snapshot",
  usage: "<key>",
  flags: { snapshotter: snapshotterFlag },
  async run({ flags, args, session }) {
    const key = requireArgument(args, 0, "snapshot key must be provided");
    const snapshots = await snapshotsOf(session, flags.snapshotter);
    const info = await snapshots.stat(key, session);
    printJson({
      Kind: kindName(info),
      Name: info.name,
      ...(info.parent === "" ? {} : { Parent: info.parent }),
      ...(Object.keys(info.labels).length === 0 ? {} : { Labels: info.labels }),
      Created: toRfc3339(info.createdAt),
      Updated: toRfc3339(info.updatedAt),
    });
  },
});
