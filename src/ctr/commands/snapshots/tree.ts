import { command } from "../../command.ts";
import { snapshotterFlag } from "../../flags/shared.ts";
import { printLine } from "../../print/output.ts";
import { snapshotsOf } from "./store.ts";

export default command({
  name: "tree",
  summary: "Display tree view of snapshot branches",
  flags: { snapshotter: snapshotterFlag },
  async run({ flags, session }) {
    const snapshots = await snapshotsOf(session, flags.snapshotter);
    const children = new Map<string, string[]>();
    for await (const { name, parent } of snapshots.list([], session)) {
      children.set(parent, [...(children.get(parent) ?? []), name]);
    }
    printBranch(children, "", 0);
  },
});

function printBranch(children: ReadonlyMap<string, readonly string[]>, parent: string, depth: number): void {
  for (const name of children.get(parent) ?? []) {
    printLine(`${"  ".repeat(depth)}${depth === 0 ? "" : "\\_"} ${name}`);
    printBranch(children, name, depth + 1);
  }
}
