// What pods leave on the host and in their daemon: nothing, once none is there.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pluginCalls } from "./cni-plugin.ts";
import type { Daemon } from "./daemon.ts";
import { commandLine, processIds } from "./processes.ts";

/** `pluginDirectory` is where the plugins of the daemon's networks write down how they are called. */
export async function criLeftovers(daemon: Daemon, pluginDirectory: string): Promise<string[]> {
  return [
    ...attachments(pluginDirectory),
    ...directories(daemon),
    ...mounts(daemon),
    ...processes(daemon),
    ...(await records(daemon)),
  ];
}

/** Namespaces that are there, and ADDs without a DEL. */
function attachments(pluginDirectory: string): string[] {
  const calls = pluginCalls(pluginDirectory);
  const added = calls.filter(({ operation }) => operation === "ADD");
  const deleted = new Set(
    calls.filter(({ operation }) => operation === "DEL").map(({ container }) => container),
  );
  return [
    ...added
      .filter(({ container }) => !deleted.has(container))
      .map(({ container }) => `address of ${container}`),
    ...added.filter(({ netns }) => existsSync(netns)).map(({ netns }) => `netns ${netns}`),
  ];
}

function directories({ directory }: Daemon): string[] {
  const roots = ["root", "state"].flatMap((base) =>
    ["sandboxes", "containers", "networks"].map((name) =>
      directory.join(base, "io.containerd.cri.v1.runtime", name),
    ),
  );
  const bundles = directory.join("state/io.containerd.runtime.v2.task/k8s.io");
  return [...roots, bundles, directory.join("state/s")]
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path).map((name) => join(path, name)));
}

function mounts({ directory }: Daemon): string[] {
  return readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .filter((line) => line.includes(directory.path));
}

function processes(daemon: Daemon): string[] {
  return processesOf(daemon)
    .filter(({ command }) => !command.includes("zygote"))
    .map(({ pid, command }) => `process ${pid} ${command}`);
}

export interface DaemonsProcess {
  readonly pid: number;
  /** Its command line. */
  readonly command: string;
}

/** Shims, runtimes and helpers of a daemon, by its directory in their command lines. */
export function processesOf({ directory, pid: own }: Daemon): DaemonsProcess[] {
  return processIds()
    .filter((pid) => pid !== own)
    .map((pid) => ({ pid, command: commandLine(pid) }))
    .filter(({ command }) => command.includes(directory.path));
}

async function records(daemon: Daemon): Promise<string[]> {
  const list = async (...words: string[]): Promise<string[]> => {
    const { stdout } = await daemon.ctr("-n", "k8s.io", ...words, "ls", "-q");
    return stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => `${words.join(" ")} ${line}`);
  };
  return [...(await list("containers")), ...(await list("leases")), ...(await list("tasks"))];
}
