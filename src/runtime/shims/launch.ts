// Starts the built-in shim: the zygote forks it, or it is spawned with its listening socket inherited. The daemon connects
// at once, for the kernel queues the connection until the shim serves. core/shim-record.ts is the contract of both sides.
import { closeSync, openSync, rmSync } from "node:fs";
import type { ShimRecord } from "../../core/shim-record.ts";
import { listenUnix } from "../../linux/unix-socket.ts";
import type { Log } from "../../log/index.ts";
import type { Transport } from "../../rpc/transport/duplex.ts";
import type { Bundle } from "../bundle/bundle.ts";
import { connect } from "./connect.ts";
import type { ShimPaths } from "./paths.ts";
import { killNow, startTimeOf } from "./process.ts";
import { environment, type ShimSettings } from "./settings.ts";
import { Shim } from "./shim.ts";
import { makeShimFiles, removeShimFiles } from "./shim-files.ts";
import { writeRecord } from "./shim-record.ts";
import type { Zygote } from "./zygote.ts";

export interface Launcher {
  readonly settings: ShimSettings;
  readonly transport: Transport;
  /** Undefined when shims are to be spawned. */
  readonly zygote: Zygote | undefined;
  readonly log: Log;
}

export interface Launch {
  readonly paths: ShimPaths;
  readonly group: string;
  /** The bundle of the first task; the launch binds it to the shim. */
  readonly bundle: Bundle;
}

/** A failure leaves neither a process nor a file of the shim behind. */
export async function launchShim(launcher: Launcher, launch: Launch): Promise<Shim> {
  const { paths, group, bundle } = launch;
  const record = newRecord(bundle.namespace, group, `unix://${paths.socket}`);
  try {
    makeShimFiles(paths, record);
    // Before the shim starts: the next daemon must know from the bundle which shim to look for.
    bundle.bind(paths.key, record);
    const pid = (await forkShim(launcher, launch)) ?? spawnShim(launcher, launch);
    return await connectToNew(launcher.transport, paths, record, pid);
  } catch (cause) {
    removeShimFiles(paths);
    throw new Error("start shim", { cause });
  }
}

function newRecord(namespace: string, group: string, address: string): ShimRecord {
  return {
    format: 1,
    namespace,
    group,
    address,
    executable: "",
    runtime: "built-in",
    version: 3,
    protocol: "ttrpc",
    pid: 0,
    startTime: 0,
    writesLogs: true,
  };
}

/** A shim that can be neither written down nor connected to is killed, for nobody would ever end it. */
async function connectToNew(
  transport: Transport,
  paths: ShimPaths,
  record: ShimRecord,
  pid: number,
): Promise<Shim> {
  try {
    const started = { ...record, pid, startTime: startTimeOf(pid) };
    writeRecord(paths.record, started);
    return new Shim(paths, started, await connect(transport, started));
  } catch (error) {
    killNow(pid);
    throw error;
  }
}

/** The pid, or undefined when there is no zygote or it failed. */
async function forkShim({ zygote, settings }: Launcher, launch: Launch): Promise<number | undefined> {
  const { paths, bundle } = launch;
  const { socket, directory } = paths;
  const args = serveArguments(settings, launch);
  const pid = await zygote?.fork({
    args,
    namespace: bundle.namespace,
    socket,
    directory,
    daemon: process.pid,
  });
  if (pid === undefined) {
    // The zygote may have failed after it had made the socket.
    rmSync(paths.socket, { force: true });
  }
  return pid;
}

function spawnShim(launcher: Launcher, launch: Launch): number {
  const output = openSync(launch.paths.log, "a", 0o600);
  try {
    const listener = listenUnix(launch.paths.socket);
    try {
      return spawnWith(listener, output, launcher, launch);
    } finally {
      // If the daemon kept the listener open, connections to a dead shim would hang.
      closeSync(listener);
    }
  } finally {
    closeSync(output);
  }
}

function spawnWith(listener: number, output: number, { settings, log }: Launcher, launch: Launch): number {
  const { paths, bundle } = launch;
  const child = Bun.spawn({
    cmd: [...settings.command, "shim", ...serveArguments(settings, launch)],
    cwd: paths.directory,
    env: environment(settings, bundle.namespace),
    stdio: ["ignore", "ignore", output, listener],
    detached: true,
    onExit: ({ pid }, code, signal) => log.debug("shim exited", { id: bundle.id, pid, code, signal }),
  });
  child.unref();
  return child.pid;
}

function serveArguments(settings: ShimSettings, { group, bundle }: Launch): string[] {
  return [
    "serve",
    ...["--namespace", bundle.namespace],
    ...["--group", group],
    ...["--id", bundle.id],
    ...["--bundle", bundle.path],
    ...["--runtime-root", settings.runtimeRoot],
    ...["--ttrpc-address", settings.ttrpcAddress],
    ...(settings.isDebug ? ["--debug"] : []),
  ];
}
