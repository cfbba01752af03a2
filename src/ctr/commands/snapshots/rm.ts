import { command } from "../../command.ts";
import { forEach } from "../../flags/arguments.ts";
import { snapshotterFlag } from "../../flags/shared.ts";
import { snapshotsOf } from "./store.ts";

export default command({
  name: "delete",
  aliases: ["del", "remove", "rm"],
  summary: "Remove snapshots",
  usage: "<key> [<key> ...]",
  flags: { snapshotter: snapshotterFlag },
  async run({ flags, args, session }) {
    const snapshots = await snapshotsOf(session, flags.snapshotter);
    const describe = (key: string): string => `failed to remove ${JSON.stringify(key)}`;
    return forEach(session, args, describe, (key) => snapshots.remove(key, session));
  },
});
