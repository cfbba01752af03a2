// Finds what a daemon has left on the machine, by its directory, which is part of all its paths and command lines.
import { expect } from "bun:test";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { eventually } from "../harness/command.ts";
import type { Daemon } from "../harness/daemon.ts";
import { commandLine, processIds } from "../harness/processes.ts";

function workingDirectory(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}

/** Everything but the daemon itself whose command line or working directory is of its directory. */
export function processesOf(daemon: Daemon): number[] {
  const { path } = daemon.directory;
  return processIds().filter(
    (pid) => pid !== daemon.pid && `${commandLine(pid)} ${workingDirectory(pid)}`.includes(path),
  );
}

/** Direct children, of all its threads. */
export function childrenOf(parent: number): number[] {
  try {
    return readdirSync(`/proc/${parent}/task`).flatMap((thread) =>
      readFileSync(`/proc/${parent}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** The processes of `parent` that unpack layers. */
export function layerHelpersOf(parent: number): number[] {
  return childrenOf(parent).filter((pid) => / layers$/.test(commandLine(pid)));
}

/** What a process has open. */
export function openFilesOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  } catch {
    return [];
  }
}

/** The shim that serves `id`. */
export function shimOf(daemon: Daemon, id: string): number | undefined {
  return processesOf(daemon).find(
    (pid) => commandLine(pid).includes(` shim serve `) && commandLine(pid).includes(`--id ${id} `),
  );
}

const entries = (path: string): string[] => (existsSync(path) ? readdirSync(path) : []);

/** Processes, mounts, bundles, sockets, runc's records and cgroups of tasks that are gone. */
export function tracesOfTasks(daemon: Daemon): string[] {
  const { path } = daemon.directory;
  const found = processesOf(daemon).map((pid) => `process ${pid} ${commandLine(pid)}`);
  const mounts = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  found.push(...mounts.filter((line) => line.includes(path)));
  const folders = ["state/s", "state/io.containerd.runtime.v2.task/default", "state/runc/default"];
  for (const folder of folders) {
    found.push(...entries(`${path}/${folder}`).map((name) => `${folder}/${name}`));
  }
  return found;
}

/** Clean-ups may go on after the call that asked for them was answered. */
export async function expectNoTraces(daemon: Daemon): Promise<void> {
  await eventually("nothing to be left", () => tracesOfTasks(daemon).length === 0).catch(() => {});
  expect(tracesOfTasks(daemon)).toEqual([]);
}

/** Files of unfinished downloads. */
export function ingestsOf(daemon: Daemon): string[] {
  return entries(daemon.directory.join("root/io.containerd.content.v1.content/ingest"));
}

/** Numbers of the snapshots' directories. */
export function snapshotsOf(daemon: Daemon, id = "overlayfs"): string[] {
  return entries(daemon.directory.join(`root/io.containerd.snapshotter.v1.${id}/snapshots`));
}
