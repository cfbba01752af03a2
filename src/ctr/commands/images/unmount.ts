import { unmountAll } from "../../../linux/mount.ts";
import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { bool } from "../../flags/flags.ts";
import { snapshotterFlag } from "../../flags/shared.ts";
import { printLine } from "../../print/output.ts";
import { MountLease, mountPoint } from "./mount-lease.ts";

export default command({
  name: "unmount",
  summary: "Unmount an image's files from a directory",
  usage: "<target>",
  flags: { snapshotter: snapshotterFlag, rm: bool("Remove the snapshot, too") },
  async run({ flags, args, session }) {
    const target = mountPoint(requireArgument(args, 0, "please provide a target path to unmount from"));
    await unmountAll(target);
    if (flags.rm) {
      const client = await session.connect();
      const snapshotter = await client.snapshotterFor(flags.snapshotter, session);
      await new MountLease(client, snapshotter, target).drop(session);
    }
    printLine(target);
  },
});
