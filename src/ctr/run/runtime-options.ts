import type { Any } from "../../client/index.ts";
import { pack } from "../../client/streaming.ts";
import { invalidArgument } from "../../errors/index.ts";
import type { ContainerFlags } from "./flags.ts";

const runcRuntimes = ["io.containerd.runc.v2", "io.containerd.tsrt.v1"];

/** Options of runc, packed as its shim wants them; undefined when none are given. */
export async function runcOptions(flags: ContainerFlags): Promise<Any | undefined> {
  const { "runc-binary": binaryName, "runc-root": root, "runc-systemd-cgroup": systemdCgroup } = flags;
  if (binaryName === undefined && root === undefined && !systemdCgroup) {
    return undefined;
  }
  if (!runcRuntimes.includes(flags.runtime)) {
    throw invalidArgument(
      'specifying runc-binary and runc-systemd-cgroup is only supported for "io.containerd.runc.v2" runtime',
    );
  }
  if (systemdCgroup && !flags.cgroup) {
    throw invalidArgument(
      'option --runc-systemd-cgroup requires --cgroup to be set, e.g. "machine.slice:foo:deadbeef"',
    );
  }
  const { Options } = await import("../../rpc/gen/runc.ts");
  return pack(Options, { binaryName: binaryName ?? "", root: root ?? "", systemdCgroup });
}
