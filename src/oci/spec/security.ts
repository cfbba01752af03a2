import { readFile } from "node:fs/promises";
import { currentCapabilities, withCapabilities } from "./capabilities.ts";
import { withAllDevicesAllowed, withHostDevices } from "./devices.ts";
import { linuxOf, processOf, type SpecOption } from "./option.ts";
import { parseSeccomp } from "./parse.ts";
import { defaultSeccomp } from "./seccomp.ts";

/** The default system call filter. Apply it after options that change capabilities: it allows what those need. */
export const withDefaultSeccomp: SpecOption = (spec) => {
  linuxOf(spec).seccomp = defaultSeccomp(spec.process?.capabilities?.bounding ?? []);
};

/** A filter from a file with the runtime spec's `linux.seccomp` as JSON. */
export function withSeccompProfile(path: string): SpecOption {
  return async (spec) => {
    linuxOf(spec).seccomp = parseSeccomp(await readFile(path, "utf8"), `seccomp profile ${path}`);
  };
}

/** What of the host a privileged container gets. */
export interface PrivilegedOptions {
  /** The host's device nodes too. Default true. */
  readonly hostDevices?: boolean | undefined;
}

/** Nearly no confinement: all capabilities of the caller, no masked paths, no filter, all devices. */
export function withPrivileged(options: PrivilegedOptions = {}): SpecOption {
  return async (spec, given) => {
    const linux = linuxOf(spec);
    await withCapabilities(currentCapabilities())(spec, given);
    linux.maskedPaths = [];
    linux.readonlyPaths = [];
    delete linux.seccomp;
    delete processOf(spec).apparmorProfile;
    delete processOf(spec).selinuxLabel;
    for (const mount of spec.mounts ?? []) {
      if (mount.type === "sysfs" || mount.type === "cgroup") {
        mount.options = (mount.options ?? []).map((option) => (option === "ro" ? "rw" : option));
      }
    }
    if (options.hostDevices !== false) {
      await withAllDevicesAllowed(spec, given);
      await withHostDevices(spec, given);
    }
  };
}
