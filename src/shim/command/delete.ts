// `delete`: cleans up after a shim that has died, as a process of its own. Only the DeleteResponse goes to stdout.
import { writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkIdentifier } from "../../core/identifier.ts";
import { now } from "../../core/time.ts";
import { becomeSubreaper } from "../../linux/process.ts";
import { DeleteResponse } from "../../rpc/gen/task3.ts";
import { Reaper } from "../reaper.ts";
import { report } from "../report.ts";
import { Runc, readPidFile, runcRoot } from "../runc/runc.ts";
import { readOptions } from "../tasks/options.ts";
import { unmountRootfs } from "../tasks/rootfs.ts";
import type { Flags } from "./flags.ts";

const timeout = 30_000;
const killedStatus = 128 + 9;

export async function remove(flags: Flags): Promise<number> {
  const { namespace, id } = flags.values;
  checkIdentifier(id);
  becomeSubreaper();
  // Without the flag the bundle is found beside the cwd, which may be the bundle of another task of the same group.
  const bundle = flags.values.bundle || join(dirname(process.cwd()), id);
  const { binary, root, systemdCgroup } = readOptions(bundle);
  const settings = {
    binary: binary || "runc",
    root: runcRoot(root || flags.values["runtime-root"], namespace),
    systemdCgroup,
  };
  const ctx = { signal: AbortSignal.timeout(timeout) };
  const runc = new Runc(settings, new Reaper());
  await runc
    .delete(ctx, id, true, join(bundle, "log.json"))
    .catch((error) => report("warn", "failed to remove runc container", error));
  await unmountRootfs(bundle).catch((error) => report("warn", "failed to cleanup rootfs mount", error));
  const response = { pid: pidOf(bundle), exitStatus: killedStatus, exitedAt: now() };
  writeSync(1, DeleteResponse.encode(response));
  return 0;
}

/** The pid of the task's init; 0 when it was never created. */
function pidOf(bundle: string): number {
  try {
    return readPidFile(join(bundle, "init.pid"));
  } catch {
    return 0;
  }
}
