import type { Mount, SnapshotInfo, Snapshots } from "../../../client/index.ts";
import type { Session } from "../../command.ts";
import { bool, type Flags, text, type Values } from "../../flags/flags.ts";
import { snapshotterFlag } from "../../flags/shared.ts";
import { printJson, printLine } from "../../print/output.ts";

/** The snapshots of the snapshotter that a command names, or of the default one. */
export async function snapshotsOf(session: Session, name: string | undefined): Promise<Snapshots> {
  const client = await session.connect();
  return client.snapshots(await client.snapshotterFor(name, session));
}

/** Prints the commands that mount a snapshot on `target`. */
export function printMounts(target: string, mounts: readonly Mount[]): void {
  for (const { type, source, options } of mounts) {
    printLine(`mount -t ${type} ${source} ${target} -o ${options.join(",")}`);
  }
}

/** The flags of `prepare` and `view`. */
export const newSnapshotFlags = {
  snapshotter: snapshotterFlag,
  target: text("Mount target path; the mount is printed", { alias: "t" }),
  mounts: bool("Print the mounts as JSON"),
} as const satisfies Flags;

/** Prints the mounts of a new snapshot as the flags want it. */
export function printNewSnapshot(mounts: readonly Mount[], flags: Values<typeof newSnapshotFlags>): void {
  if (flags.target !== undefined && flags.target !== "") {
    printMounts(flags.target, mounts);
  }
  if (flags.mounts) {
    printJson(
      mounts.map(({ type, source, target, options }) => ({
        Type: type,
        Source: source,
        Target: target,
        Options: options,
      })),
    );
  }
}

/** The kind of a snapshot, as Go prints it: `Active`. */
export function kindName({ kind }: SnapshotInfo): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}
