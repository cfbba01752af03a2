import type { Mount, SnapshotInfo, Snapshots } from "../../../client/index.ts";
import type { Session } from "../../command.ts";
import { printJson, printLine } from "../../print/output.ts";

export async function snapshotsOf(session: Session, name: string | undefined): Promise<Snapshots> {
  const client = await session.connect();
  return client.snapshots(await client.snapshotterFor(name, session));
}

/** The commands that mount it. */
export function printMounts(target: string, mounts: readonly Mount[]): void {
  for (const { type, source, options } of mounts) {
    printLine(`mount -t ${type} ${source} ${target} -o ${options.join(",")}`);
  }
}

export function printPrepared(
  mounts: readonly Mount[],
  flags: { target?: string | undefined; mounts: boolean },
): void {
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

/** As Go prints it. */
export function kindName({ kind }: SnapshotInfo): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}
