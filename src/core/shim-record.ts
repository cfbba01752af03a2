// What the daemon's runtime and tsrt's own shim agree on. Both import this file; neither imports the other.
//
// A shim has a directory of its own, `<daemon state>/s/<hex>.d`, which lives as long as the shim does: a group's shim
// outlives the bundle of the task it was started for. Beside it stands its socket, `<daemon state>/s/<hex>`.
// <hex> is 32 digits of sha256(namespace, group).
//
// Start. The daemon spawns, in a session of its own and with the shim's directory as cwd,
//
//   /proc/self/exe shim serve --namespace NS --group GROUP --id ID --bundle BUNDLE
//       --runtime-root DIR [--ttrpc-address SOCKET.ttrpc] [--debug]
//
// with fd 3 = the listening socket, stdin and stdout null, stderr = the file `log` of the shim's directory (append), and
// the environment PATH, NAMESPACE, TTRPC_ADDRESS, GRPC_ADDRESS, MAX_SHIM_VERSION=2 and `shimEngine`.
// GROUP equals ID where there is no group. runc's root is `<runtime root>/<namespace>` unless the options give one.
// The daemon connects without waiting and calls Create: BUNDLE is the first task's, the others come in their requests.
//
// Or, sooner and with less memory, it asks its zygote, `/proc/self/exe shim zygote`: a process that has loaded a shim's
// code and forks. A ForkRequest is a line of JSON on its stdin, a ForkReply one on its stdout; it ends with its stdin. Its
// child is as if spawned, but for the listener's number, /proc/PID/environ and its parent. Where that fails, a shim is spawned.
//
// Service. The shim serves containerd.task.v2.Task, containerd.task.v3.Task, tsrt.shim.v1.Logs and tsrt.shim.v1.Journal to peers
// of its own uid. It exits on Shutdown once it has no container, and after 10 s with neither container nor connection.
//
// Events. The shim numbers its events from 1 and keeps those not acknowledged in the file `journal` of its cwd. The
// daemon follows on its first connection and again after each reconnect, publishes, then acknowledges. An event is in
// the journal and sent to the follower before the call that caused it is answered. Before exiting on Shutdown the shim
// waits at most 1 s for the acknowledgement of the rest; what the daemon finds in a dead shim's file it publishes itself.
//
// Clean-up after a lost shim. The daemon runs the public command line, with one more flag:
//
//   /proc/self/exe shim -namespace NS -address GRPC -publish-binary EXE -id ID -bundle BUNDLE --runtime-root DIR delete
//
// with cwd = BUNDLE, and reads a DeleteResponse from stdout. `-info` reads options from stdin and prints a RuntimeInfo.
// Under a foreign daemon (`start`) there is no journal: events go to TTRPC_ADDRESS, as containerd's shims send them.

import { isObject } from "./json.ts";

/** Files of a shim's directory. */
export const shimFiles = {
  /** ShimRecord as MessagePack, written by the daemon before it spawns. */
  record: "record",
  /** JournalItems as MessagePack, one after another; a torn one at the end is ignored. Written by the shim. */
  journal: "journal",
  /** What the shim writes to its standard error. */
  log: "log",
} as const;

/** What the daemon asks its zygote for. */
export interface ForkRequest {
  /** The arguments of the new shim: `serve` and its flags. */
  readonly args: readonly string[];
  readonly namespace: string;
  /** Path to listen at. */
  readonly socket: string;
  /** The shim's directory. */
  readonly directory: string;
  /** The daemon's pid: the shim's place in the queue for the OOM killer goes by the daemon's. */
  readonly daemon: number;
}

/** Whether a value that was read from JSON is a ForkRequest. */
export function isForkRequest(value: unknown): value is ForkRequest {
  if (!isObject(value)) {
    return false;
  }
  const { args, daemon } = value;
  const areTexts = [value.namespace, value.socket, value.directory].every((text) => typeof text === "string");
  const areArgs = Array.isArray(args) && args.every((arg) => typeof arg === "string");
  return areTexts && areArgs && Number.isInteger(daemon);
}

/** The zygote's answer: the pid of the new shim, or why there is none. */
export type ForkReply = { readonly pid: number } | { readonly error: string };

/** Annotations that name a task's group, whose tasks share a shim; the first that is there counts. */
const groupAnnotations = ["io.containerd.runc.v2.group", "io.kubernetes.cri.sandbox-id"];

/** The group of a task by the annotations of its spec; undefined for a task of no group. Source: containerd's runc manager. */
export function groupOf(annotations: Readonly<Record<string, string>>): string | undefined {
  return groupAnnotations
    .map((name) => annotations[name])
    .find((group) => group !== undefined && group !== "");
}

/** The number of the listening socket that a shim inherits. */
export const listenerFd = 3;

/**
 * Makes the JavaScript engine small in a shim, which does little and seldom: a compact heap, one marker, no optimizing
 * compiler, no wake-up each second. 5.2 MB private against 6.5 after an exec, a stats call and 1 MB of output; a
 * gigabyte of output costs 0.28 s of processor time against 0.20. Names are Bun's and change with it: an unknown one
 * keeps the shim from starting, so they belong to this executable alone. Threads of the pool are made when they are needed: so many
 * tasks can wait for a disk that hangs before others have to wait with them.
 */
export const shimEngine: Readonly<Record<string, string>> = {
  BUN_GC_TIMER_DISABLE: "1",
  BUN_JSC_forceMiniVMMode: "1",
  BUN_JSC_collectionTimerMaxPercentCPU: "0.001",
  BUN_JSC_numberOfGCMarkers: "1",
  BUN_JSC_useConcurrentGC: "0",
  BUN_JSC_useConcurrentJIT: "0",
  BUN_JSC_useDFGJIT: "0",
  BUN_JSC_useWasm: "0",
  BUN_JSC_thresholdForJITAfterWarmUp: "5000",
  UV_THREADPOOL_SIZE: "32",
};

/** What the daemon must know to find a shim again. Fields may be added, never changed: other versions read them. */
export interface ShimRecord {
  readonly format: 1;
  readonly namespace: string;
  readonly group: string;
  /** A path for ttrpc, or what a foreign shim printed. */
  readonly address: string;
  /** Path of a foreign shim's executable; empty for the built-in one. */
  readonly executable: string;
  readonly runtime: string;
  /** Version of the Task service: 2 or 3. */
  readonly version: number;
  readonly protocol: "ttrpc" | "grpc";
  readonly pid: number;
  /** Field 22 of /proc/PID/stat, which tells a reused pid; 0 when unknown. */
  readonly startTime: number;
  /** Whether it takes `cri:` for a place where output goes, and serves tsrt.shim.v1.Logs. Not so in the first release. */
  readonly writesLogs?: boolean;
}

/** An event as the journal's file holds it. */
export type JournalEvent = readonly [
  number: number,
  seconds: number,
  nanos: number,
  namespace: string,
  topic: string,
  typeUrl: string,
  value: Uint8Array,
];
/** An acknowledgement as the journal's file holds it: all events up to this number were published. */
export type JournalAcknowledgement = readonly [number: number];
/** An entry of the journal's file. */
export type JournalItem = JournalEvent | JournalAcknowledgement;

/** A shim keeps so many events that were not acknowledged; of more, the oldest are dropped. */
export const journalLimit = 4096;
