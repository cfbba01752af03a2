// The place of a container in the cgroup hierarchies.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const cgroupRoot = "/sys/fs/cgroup";

/** The directories of one process: one for each controller (version 1), or one in the unified hierarchy (version 2). */
export type Cgroup =
  | { readonly version: 1; readonly controllers: ReadonlyMap<string, string> }
  | { readonly version: 2; readonly path: string };

export function isUnified(): boolean {
  return existsSync(join(cgroupRoot, "cgroup.controllers"));
}

/** Undefined when the process has ended. */
export function cgroupOf(pid: number): Cgroup | undefined {
  try {
    const lines = readFileSync(`/proc/${pid}/cgroup`, "utf8").split("\n");
    return isUnified() ? parseUnified(lines) : parseControllers(lines);
  } catch {
    return undefined;
  }
}

/** The line `0::/path` tells the place. Source: cgroups(7). */
function parseUnified(lines: readonly string[]): Cgroup | undefined {
  const line = lines.find((text) => text.startsWith("0::"));
  return line === undefined ? undefined : { version: 2, path: join(cgroupRoot, line.slice(3)) };
}

/** Lines such as `4:cpu,cpuacct:/path`. One without controllers is the unified hierarchy of a hybrid setup. */
function parseControllers(lines: readonly string[]): Cgroup {
  const controllers = new Map<string, string>();
  for (const line of lines) {
    const match = /^\d+:([^:]+):(.*)$/.exec(line);
    const [, names = "", path = ""] = match ?? [];
    for (const name of names.split(",")) {
      if (name !== "") {
        controllers.set(name, join(cgroupRoot, name, path));
      }
    }
  }
  return { version: 1, controllers };
}
