// Starts the built-in shim: by its zygote, or bind, spawn with the listener inherited; then connect. Nothing waits for the shim to be ready,
// for the kernel queues the connection. What both sides rely on stands in core/shim-record.ts.
import { closeSync, mkdirSync, openSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type ShimRecord, shimFiles } from "../core/shim-record.ts";
import { errnoOf } from "../errors/index.ts";
import { listenUnix } from "../linux/unix-socket.ts";
import type { Log } from "../log/index.ts";
import type { Transport } from "../rpc/transport/duplex.ts";
import type { Bundle } from "./bundle.ts";
import { connect } from "./connect.ts";
import type { ShimPaths } from "./paths.ts";
import { killNow, startTimeOf } from "./process.ts";
import { writeRecord } from "./record.ts";
import { environment, type ShimSettings } from "./settings.ts";
import { Shim } from "./shim.ts";
import type { Zygote } from "./zygote.ts";

/** What shims are launched with. */
export interface Launcher {
  readonly settings: ShimSettings;
  readonly transport: Transport;
  /** Undefined when shims are to be spawned. */
  readonly zygote: Zygote | undefined;
  readonly log: Log;
}

export async function launch(
  launcher: Launcher,
  paths: ShimPaths,
  group: string,
  bundle: Bundle,
): Promise<Shim> {
  const record: ShimRecord = {
    format: 1,
    namespace: bundle.namespace,
    group,
    address: `unix://${paths.socket}`,
    executable: "",
    runtime: "built-in",
    version: 3,
    protocol: "ttrpc",
    pid: 0,
    startTime: 0,
  };
  try {
    prepare(paths, record);
    bundle.bind(paths.key, record);
    const args = serveArguments(launcher.settings, group, bundle);
    const pid = (await forkShim(launcher, paths, bundle, args)) ?? spawnShim(launcher, paths, bundle, args);
    return await meet(launcher, paths, record, pid);
  } catch (cause) {
    removeShimFiles(paths);
    throw new Error("start shim", { cause });
  }
}

/** Of a shim that runs: what is written down of it, and the connection. Without either nobody would ever end it. */
async function meet(
  { transport }: Launcher,
  paths: ShimPaths,
  record: ShimRecord,
  pid: number,
): Promise<Shim> {
  try {
    const started = { ...record, pid, startTime: startTimeOf(pid) };
    writeRecord(paths.record, started);
    return new Shim("built-in", paths, started, await connect(transport, started));
  } catch (error) {
    killNow(pid);
    throw error;
  }
}

/** By their names: to list the directory takes a file descriptor, and there may be none. */
export function removeShimFiles({ socket, directory }: ShimPaths): void {
  for (const path of [socket, ...Object.values(shimFiles).map((name) => join(directory, name))]) {
    rmSync(path, { force: true });
  }
  try {
    rmdirSync(directory);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") {
      rmSync(directory, { recursive: true, force: true });
    }
  }
}

/** Of a shim that is dead: it made the socket in a directory common to all shims, and no longer can remove it. */
export function removeForeignSocket(address: string): void {
  const path = address.replace(/^unix:\/\//, "");
  if (path.startsWith("/")) {
    rmSync(path, { force: true });
  }
}

/** What an earlier shim left here is of no use: whoever asks holds the lock on it and knows that it is gone. */
function prepare(paths: ShimPaths, record: ShimRecord): void {
  removeShimFiles(paths);
  mkdirSync(paths.directory, { recursive: true, mode: 0o700 });
  writeRecord(paths.record, record);
}

/** Undefined when there is no zygote, or it could not. */
async function forkShim(
  { zygote }: Launcher,
  paths: ShimPaths,
  { namespace }: Bundle,
  args: readonly string[],
): Promise<number | undefined> {
  const { socket, directory } = paths;
  const pid = await zygote?.fork({ args, namespace, socket, directory, daemon: process.pid });
  if (pid === undefined) {
    // It may have come as far as that.
    rmSync(paths.socket, { force: true });
  }
  return pid;
}

function spawnShim(launcher: Launcher, paths: ShimPaths, bundle: Bundle, args: readonly string[]): number {
  const output = openSync(paths.log, "a", 0o600);
  try {
    return spawnWith(listenUnix(paths.socket), output, launcher, paths, bundle, args);
  } finally {
    closeSync(output);
  }
}

function spawnWith(
  listener: number,
  output: number,
  { settings, log }: Launcher,
  paths: ShimPaths,
  bundle: Bundle,
  args: readonly string[],
): number {
  try {
    const child = Bun.spawn({
      cmd: [...settings.command, "shim", ...args],
      cwd: paths.directory,
      env: environment(settings, bundle.namespace),
      stdio: ["ignore", "ignore", output, listener],
      detached: true,
      onExit: ({ pid }, code, signal) => log.debug("shim exited", { id: bundle.id, pid, code, signal }),
    });
    child.unref();
    return child.pid;
  } finally {
    // A listener kept open here would let connections to a dead shim hang.
    closeSync(listener);
  }
}

function serveArguments(settings: ShimSettings, group: string, bundle: Bundle): string[] {
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
