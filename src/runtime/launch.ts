// Starts the built-in shim: bind, spawn with the listener inherited, connect. Nothing waits for the shim to be ready,
// for the kernel queues the connection. What both sides rely on stands in core/shim-record.ts.
import { closeSync, mkdirSync, openSync, rmSync } from "node:fs";
import { type ShimRecord, shimEngine } from "../core/shim-record.ts";
import { listenUnix } from "../linux/unix-socket.ts";
import type { Log } from "../log/index.ts";
import type { Transport } from "../rpc/transport/duplex.ts";
import type { Bundle } from "./bundle.ts";
import { connect } from "./connect.ts";
import type { ShimPaths } from "./paths.ts";
import { startTimeOf } from "./process.ts";
import { writeRecord } from "./record.ts";
import { Shim } from "./shim.ts";

export interface ShimSettings {
  /** How this program is called: `/proc/self/exe`, which is this version also after the file was replaced. */
  readonly command: readonly string[];
  /** Path of the daemon's gRPC socket. */
  readonly grpcAddress: string;
  readonly ttrpcAddress: string;
  /** runc's root, below which each namespace has a directory. */
  readonly runtimeRoot: string;
  /** `NAME=value`, added to the shim's environment. */
  readonly env: readonly string[];
  readonly isDebug: boolean;
}

/** Exact: nothing of the daemon's own environment (BUN_OPTIONS, NOTIFY_SOCKET) reaches shims and runc. */
export function environment(settings: ShimSettings, namespace: string): Record<string, string> {
  const extra = settings.env.map((entry): [string, string] => {
    const equals = entry.indexOf("=");
    return equals < 0 ? [entry, ""] : [entry.slice(0, equals), entry.slice(equals + 1)];
  });
  return {
    PATH: process.env.PATH ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    NAMESPACE: namespace,
    GRPC_ADDRESS: settings.grpcAddress,
    TTRPC_ADDRESS: settings.ttrpcAddress,
    MAX_SHIM_VERSION: "2",
    ...shimEngine,
    ...Object.fromEntries(extra),
  };
}

export async function launch(
  settings: ShimSettings,
  transport: Transport,
  paths: ShimPaths,
  group: string,
  bundle: Bundle,
  log: Log,
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
    const pid = spawnShim(settings, paths, group, bundle, log);
    const started = { ...record, pid, startTime: startTimeOf(pid) };
    writeRecord(paths.record, started);
    return new Shim("built-in", paths, started, await connect(transport, started));
  } catch (cause) {
    removeShimFiles(paths);
    throw new Error("start shim", { cause });
  }
}

export function removeShimFiles(paths: ShimPaths): void {
  rmSync(paths.socket, { force: true });
  rmSync(paths.directory, { recursive: true, force: true });
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

function spawnShim(
  settings: ShimSettings,
  paths: ShimPaths,
  group: string,
  bundle: Bundle,
  log: Log,
): number {
  const output = openSync(paths.log, "a", 0o600);
  try {
    return spawnWith(listenUnix(paths.socket), output, settings, paths, group, bundle, log);
  } finally {
    closeSync(output);
  }
}

function spawnWith(
  listener: number,
  output: number,
  settings: ShimSettings,
  paths: ShimPaths,
  group: string,
  bundle: Bundle,
  log: Log,
): number {
  try {
    const child = Bun.spawn({
      cmd: [...settings.command, "shim", ...serveArguments(settings, group, bundle)],
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
