import { command } from "../../command.ts";
import { snapshotterFlag } from "../../flags/snapshotter.ts";
import { snapshotsOf } from "./store.ts";

export default command({
  name: "delete",
  aliases: ["del", "remove", "rm"],
  summary: "Remove snapshots",
  usage: "<key> [<key> ...]",
  flags: { snapshotter: snapshotterFlag },
  async run({ flags, args, session }) {
    const snapshots = await snapshotsOf(session, flags.snapshotter);
    for (const key of args) {
      try {
        await snapshots.remove(key, session);
      } catch (cause) {
        throw new Error(`failed to remove ${JSON.stringify(key)}`, { cause });
      }
    }
  },
});
