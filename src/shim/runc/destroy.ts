// Removes what is left of a stopped container as `runc delete` does, without running runc: 0.6 ms against 5.
// Source: runc libcontainer/state_linux.go, destroy.
import { readFileSync } from "node:fs";
import { rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { isObject } from "../../core/json.ts";
import { errnoOf } from "../../errors/index.ts";
import { cgroupRoot } from "../cgroups/cgroup.ts";
import type { SpecFacts } from "../tasks/spec.ts";
import type { RuncSettings } from "./spawn.ts";

/**
 * False when the container is not removed, or not wholly: then `runc delete` must be run, which does not mind what is gone
 * already. That is so for a container whose processes may outlive its init, for one with poststop hooks, which runc runs,
 * and for cgroups that systemd manages.
 */
export async function destroyStopped(settings: RuncSettings, id: string, spec: SpecFacts): Promise<boolean> {
  const isSimple = spec.ownsPidNamespace && !spec.hasPoststopHooks && !settings.systemdCgroup;
  const directory = join(settings.root, id);
  const cgroups = isSimple ? cgroupsOf(directory) : undefined;
  if (cgroups === undefined) {
    return false;
  }
  // The kernel's answer waits for moves between cgroups that are under way: the event loop must not be who waits.
  const areRemoved = await Promise.all(cgroups.map(removeCgroup));
  if (areRemoved.includes(false)) {
    return false;
  }
  await rm(directory, { recursive: true, force: true });
  return true;
}

/** What runc's state.json says of the container's cgroups; undefined when there is anything that only runc can remove. */
function cgroupsOf(directory: string): string[] | undefined {
  const state = readState(directory);
  if (!isObject(state) || !isObject(state.cgroup_paths)) {
    return undefined;
  }
  // runc 1.5 has a path of its own for the group that monitors the container.
  const usesResctrl = [state.intel_rdt_path, state.intel_rdt_mon_path].some((path) => (path ?? "") !== "");
  const paths: unknown[] = Object.values(state.cgroup_paths);
  const areKnown = paths.every((path) => typeof path === "string" && path.startsWith(`${cgroupRoot}/`));
  return areKnown && paths.length > 0 && !usesResctrl ? (paths as string[]) : undefined;
}

function readState(directory: string): unknown {
  try {
    return JSON.parse(readFileSync(join(directory, "state.json"), "utf8"));
  } catch {
    return undefined;
  }
}

/** False when the cgroup is not empty, of processes or of cgroups below it. */
async function removeCgroup(path: string): Promise<boolean> {
  try {
    await rmdir(path);
    return true;
  } catch (error) {
    return errnoOf(error) === "ENOENT";
  }
}
