import { readFile } from "node:fs/promises";
import { currentCapabilities, withCapabilities } from "./capabilities.ts";
import { withAllDevicesAllowed, withHostDevices } from "./devices.ts";
import { linuxOf, processOf, type SpecOption } from "./option.ts";
import { parseSeccomp } from "./parse.ts";
import { defaultSeccomp } from "./seccomp.ts";

/** Sets the default system call filter. It depends on the capabilities, so that options that change those must come before it. */
export const withDefaultSeccomp: SpecOption = (spec) => {
  linuxOf(spec).seccomp = defaultSeccomp(spec.process?.capabilities?.bounding ?? []);
};

/** Sets the system call filter from a file with the spec's `linux.seccomp` as JSON. Throws invalid argument for another content. */
export function withSeccompProfile(path: string): SpecOption {
  return async (spec) => {
    linuxOf(spec).seccomp = parseSeccomp(await readFile(path, "utf8"), `seccomp profile ${path}`);
  };
}

/** Options of `withPrivileged`. */
export interface PrivilegedOptions {
  /** Whether the container gets the host's device nodes. Default true. */
  readonly hostDevices?: boolean | undefined;
}

/**
 * Removes nearly all confinement: the container gets all capabilities of this process and all devices, and no masked paths and
 * no system call filter.
 */
export function withPrivileged(options: PrivilegedOptions = {}): SpecOption {
  return async (spec, given) => {
    const linux = linuxOf(spec);
    await withCapabilities(currentCapabilities())(spec, given);
    delete linux.maskedPaths;
    delete linux.readonlyPaths;
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
