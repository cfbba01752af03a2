import type { SnapshotInfo } from "../../../client/index.ts";
import { command } from "../../command.ts";
import { format, snapshotterFlag } from "../../flags/shared.ts";
import { printListing } from "../../print/output.ts";
import { kindName, snapshotsOf } from "./store.ts";

export default command({
  name: "list",
  aliases: ["ls"],
  summary: "List snapshots",
  usage: "[<filter> ...]",
  flags: { snapshotter: snapshotterFlag, format },
  async run({ flags, args, session }) {
    const snapshots = await snapshotsOf(session, flags.snapshotter);
    const found: SnapshotInfo[] = [];
    for await (const info of snapshots.list(args, session)) {
      found.push(info);
    }
    printListing(found, flags.format, {
      columns: { KEY: ({ name }) => name, PARENT: ({ parent }) => parent, KIND: kindName },
    });
  },
});
