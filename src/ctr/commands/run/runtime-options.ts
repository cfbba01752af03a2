import type { Any } from "../../../client/index.ts";
import { invalidArgument } from "../../../errors/index.ts";
import { pack } from "../../../messages/any.ts";
import { daemonPath } from "../../flags/daemon-path.ts";
import type { ContainerFlags } from "./flags.ts";

const runcRuntimes = ["io.containerd.runc.v2", "io.containerd.tsrt.v1"];

/** Options packed as the runtime's shim wants them; undefined when none are given. */
export async function runtimeOptions(flags: ContainerFlags): Promise<Any | undefined> {
  return runcRuntimes.includes(flags.runtime) ? runcOptions(flags) : otherOptions(flags);
}

async function runcOptions(flags: ContainerFlags): Promise<Any | undefined> {
  const { "runc-binary": binary = "" } = flags;
  // A bare name is looked for on the shim's PATH.
  const binaryName = binary.includes("/") ? daemonPath(binary) : binary;
  const root = daemonPath(flags["runc-root"]) ?? "";
  const { "runc-systemd-cgroup": systemdCgroup, "no-pivot": noPivotRoot } = flags;
  if (binaryName === "" && root === "" && !systemdCgroup && !noPivotRoot) {
    return undefined;
  }
  if (systemdCgroup && !flags.cgroup) {
    throw invalidArgument(
      'option --runc-systemd-cgroup requires --cgroup to be set, e.g. "machine.slice:foo:deadbeef"',
    );
  }
  const { Options } = await import("../../../rpc/gen/runc.ts");
  return pack(Options, { binaryName, root, systemdCgroup, noPivotRoot });
}

async function otherOptions(flags: ContainerFlags): Promise<Any | undefined> {
  if (flags["runc-binary"] !== undefined || flags["runc-systemd-cgroup"]) {
    throw invalidArgument(
      'specifying runc-binary and runc-systemd-cgroup is only supported for "io.containerd.runc.v2" runtime',
    );
  }
  const configPath = daemonPath(flags["runtime-config-path"]) ?? "";
  if (configPath === "") {
    return undefined;
  }
  const { Options } = await import("../../../rpc/gen/runtimeoptions.ts");
  return pack(Options, { configPath });
}
