// Where a shim's own process belongs: its cgroup, and its place in the queue for the OOM killer.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { notFound } from "../errors/index.ts";
import { cgroupRoot, isUnified } from "./cgroups/cgroup.ts";
import { report } from "./report.ts";

/**
 * Moves a process into a cgroup that exists: with version 1, in every hierarchy that has it. The kernel's answer may wait for
 * other moves, so it is waited for outside of the event loop.
 */
export async function joinCgroup(path: string, pid: number): Promise<void> {
  const hierarchies = isUnified()
    ? [cgroupRoot]
    : readdirSync(cgroupRoot).map((name) => join(cgroupRoot, name));
  const lists = hierarchies.map((top) => join(top, path, "cgroup.procs")).filter((list) => existsSync(list));
  if (lists.length === 0) {
    throw notFound(`failed to load cgroup ${path}: cgroup deleted`);
  }
  for (const list of lists) {
    await writeFile(list, String(pid));
  }
}

const maxScore = 1000;

/** One more than the daemon's: of the two, the shim goes first. Source: containerd pkg/shim/util_unix.go. */
export function adjustOomScore(daemon: number, pid: number): void {
  try {
    const score = Number(readFileSync(`/proc/${daemon}/oom_score_adj`, "latin1"));
    writeFileSync(`/proc/${pid}/oom_score_adj`, String(Math.min(score + 1, maxScore)));
  } catch (error) {
    // Without CAP_SYS_RESOURCE a score may not go below what it once was: the shim keeps the one that it inherited.
    report("debug", "cannot adjust oom_score_adj", error);
  }
}
