import { readFile } from "node:fs/promises";
import { currentCapabilities, withCapabilities } from "./capabilities.ts";
import { withAllDevicesAllowed, withHostDevices } from "./devices.ts";
import { linuxOf, processOf, type SpecOption } from "./option.ts";
import { parseSeccomp } from "./parse.ts";
import { defaultSeccomp } from "./seccomp.ts";

/** Sets the default system call filter. It allows what capabilities need, so options that change those have to come before. */
export const withDefaultSeccomp: SpecOption = (spec) => {
  linuxOf(spec).seccomp = defaultSeccomp(spec.process?.capabilities?.bounding ?? []);
};

/** Sets a filter from a file, which holds the spec's `linux.seccomp` as JSON. Invalid argument: it holds something else. */
export function withSeccompProfile(path: string): SpecOption {
  return async (spec) => {
    linuxOf(spec).seccomp = parseSeccomp(await readFile(path, "utf8"), `seccomp profile ${path}`);
  };
}

/** What a privileged container gets of the host. */
export interface PrivilegedOptions {
  /** Whether it gets the host's device nodes. Default true. */
  readonly hostDevices?: boolean | undefined;
}

/** Lifts nearly all confinement: all capabilities of this process, no masked paths, no filter, all devices. */
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
