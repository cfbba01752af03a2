import type { Snapshots, Usage } from "../../../client/index.ts";
import { command } from "../../command.ts";
import { forEach } from "../../flags/arguments.ts";
import { bool } from "../../flags/flags.ts";
import { format, snapshotterFlag } from "../../flags/shared.ts";
import { printListing } from "../../print/output.ts";
import { binarySize } from "../../print/units.ts";
import { snapshotsOf } from "./store.ts";

export default command({
  name: "usage",
  summary: "What snapshots take on the disk",
  usage: "[<key> ...]",
  flags: { snapshotter: snapshotterFlag, format, b: bool("Display size in bytes") },
  async run({ flags, args, session }) {
    const snapshots = await snapshotsOf(session, flags.snapshotter);
    const keys = args.length > 0 ? args : await allKeys(snapshots, session.signal);
    const rows: (Usage & { key: string })[] = [];
    const describe = (key: string): string => `usage of snapshot ${JSON.stringify(key)}`;
    const exitCode = await forEach(session, keys, describe, async (key) => {
      rows.push({ key, ...(await snapshots.usage(key, session)) });
    });
    printListing(rows, flags.format, {
      columns: {
        KEY: ({ key }) => key,
        SIZE: ({ size }) => (flags.b ? String(size) : binarySize(size)),
        INODES: ({ inodes }) => String(inodes),
      },
    });
    return exitCode;
  },
});

async function allKeys(snapshots: Snapshots, signal: AbortSignal): Promise<string[]> {
  const keys: string[] = [];
  for await (const { name } of snapshots.list([], { signal })) {
    keys.push(name);
  }
  return keys;
}
