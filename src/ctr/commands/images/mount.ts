// Source: containerd cmd/ctr/commands/images/mount.go.
import { type Client, isKind, type Mount } from "../../../client/index.ts";
import { mountAll } from "../../../linux/mount.ts";
import { command, type Session } from "../../command.ts";
import { unpackedImage } from "../../containers/unpacked-image.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { bool, text } from "../../flags/flags.ts";
import { snapshotterFlag } from "../../flags/shared.ts";
import { printLine } from "../../print/output.ts";
import { MountLease, mountPoint } from "./mount-lease.ts";

export default command({
  name: "mount",
  summary: "Mount an image's files on a directory; its snapshot is kept for a day",
  usage: "<ref> <target>",
  flags: {
    snapshotter: snapshotterFlag,
    rw: bool("Let them be changed"),
    platform: text("Mount the image of a specific platform"),
  },
  async run({ flags, args, session }) {
    const reference = requireArgument(args, 0, "please provide an image reference to mount");
    const target = mountPoint(requireArgument(args, 1, "please provide a target path to mount to"));
    const client = await session.connect();
    const { image, snapshotter } = await unpackedImage(client, session, reference, flags);
    const parent = await image.chainId();
    await mountSnapshot(client, session, { target, parent, snapshotter, isWritable: flags.rw });
    printLine(target);
  },
});

/** What is to be mounted, and where. */
interface Wanted {
  readonly target: string;
  readonly parent: string;
  readonly snapshotter: string;
  readonly isWritable: boolean;
}

/** Mounts a snapshot that is named by the directory, so that `unmount` finds it again. */
async function mountSnapshot(client: Client, session: Session, wanted: Wanted): Promise<void> {
  const lease = new MountLease(client, wanted.snapshotter, wanted.target);
  const isNew = await lease.take(session);
  try {
    mountAll(await mountsOf(client, session, wanted), wanted.target);
  } catch (error) {
    if (isNew) {
      await lease.drop({ timeout: 10_000 });
    }
    throw error;
  }
}

async function mountsOf(client: Client, session: Session, wanted: Wanted): Promise<Mount[]> {
  const { target: key, parent, snapshotter, isWritable } = wanted;
  const snapshots = client.snapshots(snapshotter);
  const options = { signal: session.signal, lease: key };
  try {
    return await (isWritable
      ? snapshots.prepare({ key, parent }, options)
      : snapshots.view({ key, parent }, options));
  } catch (error) {
    if (isKind(error, "already exists")) {
      return snapshots.mounts(key, session);
    }
    throw error;
  }
}
