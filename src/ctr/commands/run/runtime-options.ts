import type { Any } from "../../../client/index.ts";
import { invalidArgument } from "../../../errors/index.ts";
import { pack } from "../../../messages/any.ts";
import { daemonPath } from "../../flags/daemon-path.ts";
import type { ContainerFlags } from "./flags.ts";

const runcRuntimes = ["io.containerd.runc.v2", "io.containerd.tsrt.v1"];

/** The runtime's options, packed as its shim wants them; undefined when no flag gives any. */
export async function runtimeOptions(flags: ContainerFlags): Promise<Any | undefined> {
  return runcRuntimes.includes(flags.runtime) ? runcOptions(flags) : otherOptions(flags);
}

async function runcOptions(flags: ContainerFlags): Promise<Any | undefined> {
  const { "runc-binary": binary = "" } = flags;
  // A name without a slash is looked up on the shim's PATH, so it stays as it is.
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
