// After a restart of the daemon: finds shims by their records, then their tasks by their bundles. Whoever lives goes on
// unaware; what died meanwhile is cleaned up and its exit told.
import { existsSync, readdirSync } from "node:fs";
import { isShortage } from "../context/descriptors.ts";
import { background, type Scoped } from "../context/index.ts";
import type { ShimRecord } from "../core/shim-record.ts";
import type { ProcessState } from "../core/task.ts";
import { now } from "../core/time.ts";
import { isKind } from "../errors/index.ts";
import type { Log } from "../log/index.ts";
import type { Channel } from "../rpc/channel.ts";
import type { Transport } from "../rpc/transport/duplex.ts";
import { type Bundle, type BundleRoots, listBundles, sweep } from "./bundle.ts";
import { runDelete } from "./command.ts";
import { connect } from "./connect.ts";
import { exitEvent } from "./events.ts";
import { openLog } from "./foreign.ts";
import { removeShimFiles } from "./launch.ts";
import type { Outbox } from "./outbox.ts";
import { type ShimPaths, shimPaths } from "./paths.ts";
import { readRecord } from "./record.ts";
import type { ShimSettings } from "./settings.ts";
import { kindOfShim, Shim } from "./shim.ts";
import type { Shims, ShimTimeouts } from "./shims.ts";
import { Task } from "./task.ts";

export interface RecoveryOptions {
  readonly shims: Shims;
  readonly roots: BundleRoots;
  readonly sockets: string;
  readonly transport: Transport;
  readonly settings: ShimSettings;
  readonly outbox: Outbox;
  readonly log: Log;
  readonly timeouts: ShimTimeouts;
}

/** Bundles looked at together: each is a call to its shim. */
const atOnce = 8;

/**
 * Resolves when every living task is known, with whether an earlier daemon left anything. Clean-ups of dead ones go on:
 * they wait for their events to be taken.
 */
export async function recover(options: RecoveryOptions): Promise<boolean> {
  const found = await findShims(options);
  const bundles = listBundles(options.roots);
  const isRestart = found.shims.size > 0 || bundles.length > 0;
  const worker = async (): Promise<void> => {
    for (let bundle = bundles.shift(); bundle !== undefined; bundle = bundles.shift()) {
      await recoverBundle(bundle, found, options);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  for (const shim of found.shims.values()) {
    if (shim.isLost) {
      void options.shims.buryAll(shim);
    } else {
      void options.shims.stopIfIdle(shim);
    }
  }
  await sweep(options.roots);
  return isRestart;
}

interface Found {
  readonly shims: Map<string, Shim>;
  /** Keys of shims that another version wrote down in a way that this one cannot read: not ours to touch. */
  readonly unreadable: Set<string>;
}

/** All shims with a record, by key; those that do not answer are marked as lost. */
async function findShims(options: RecoveryOptions): Promise<Found> {
  const found: Found = { shims: new Map(), unreadable: new Set() };
  const keys = new Set(readdirSync(options.sockets).map((name) => name.replace(/\.d$/, "")));
  for (const key of keys) {
    const paths = shimPaths(options.sockets, key);
    const record = readRecord(paths.record);
    if (record !== undefined) {
      found.shims.set(key, await revive(paths, record, options));
    } else if (existsSync(paths.record)) {
      options.log.warn("left alone a shim of an unknown version", { directory: paths.directory });
      found.unreadable.add(key);
    } else {
      // The record is written before anything is started.
      removeShimFiles(paths);
    }
  }
  return found;
}

async function revive(paths: ShimPaths, record: ShimRecord, options: RecoveryOptions): Promise<Shim> {
  const kind = kindOfShim(record);
  try {
    const shim = new Shim(kind, paths, record, await connect(options.transport, record));
    options.shims.adopt(shim);
    return shim;
  } catch (error) {
    if (isShortage(error)) {
      // It may well live, and its containers are not ours to end.
      throw error;
    }
    options.log.info("a shim is gone", { id: record.group, namespace: record.namespace, error });
    const shim = new Shim(kind, paths, record, noChannel);
    shim.isLost = true;
    shim.fate = Promise.resolve("lost");
    return shim;
  }
}

/** Of a shim that does not live: nobody calls it. */
const noChannel: Channel = {
  unary: () => Promise.reject(new Error("ttrpc: closed")),
  // biome-ignore lint/correctness/useYield: it fails before it could
  stream: async function* () {
    throw new Error("ttrpc: closed");
  },
  closed: Promise.resolve(),
  close: async () => {},
  [Symbol.asyncDispose]: async () => {},
};

async function recoverBundle(bundle: Bundle, found: Found, options: RecoveryOptions): Promise<void> {
  const { shims, log } = options;
  const key = bundle.shimKey ?? "";
  const shim = found.shims.get(key);
  if (found.unreadable.has(key)) {
    return;
  }
  try {
    if (shim === undefined) {
      await discard(bundle, options);
    } else if (shim.isLost) {
      shims.table.add(Task.recovered(bundle, shim));
    } else {
      await reattach(bundle, shim, options);
    }
  } catch (error) {
    log.error("a task cannot be recovered", { namespace: bundle.namespace, id: bundle.id, error });
  }
}

/** The daemon died before the bundle had a shim. A foreign one may have been about to start, or somebody removed ours. */
async function discard(bundle: Bundle, { settings, timeouts, log }: RecoveryOptions): Promise<void> {
  const { binary, shimKey } = bundle;
  if (binary !== undefined || shimKey !== undefined) {
    await runDelete(settings, bundle, binary ?? "", timeouts.cleanup).catch((error: unknown) =>
      log.warn("clean-up of a task without a shim failed", { id: bundle.id, error }),
    );
  }
  await bundle.remove();
}

async function reattach(bundle: Bundle, shim: Shim, options: RecoveryOptions): Promise<void> {
  const { shims, timeouts, log } = options;
  const task = Task.recovered(bundle, shim);
  shims.table.add(task);
  const ctx: Scoped = { ...background(bundle.namespace), deadline: Date.now() + timeouts.load };
  try {
    const state = await task.state(ctx);
    if (shim.kind !== "built-in") {
      task.log = shim.kind === "foreign" ? openLog(bundle, log) : undefined;
      publishMissedExit(task, state, options.outbox);
    }
  } catch (error) {
    if (!isKind(error, "not found")) {
      log.warn("a shim does not tell its task's state", { id: bundle.id, error });
      return;
    }
    // Created by a daemon that died before the task was, or deleted by one that died before the bundle was.
    log.info("removing a bundle without a task", { namespace: bundle.namespace, id: bundle.id });
    await shims.release(task);
  }
}

/** Foreign shims send an event some times and then forget it. */
function publishMissedExit(task: Task, state: ProcessState, outbox: Outbox): void {
  if (state.status !== "stopped" || task.exit !== undefined) {
    return;
  }
  const exit = { pid: state.pid, status: state.exitStatus, exitedAt: state.exitedAt ?? now() };
  task.exit = exit;
  outbox.forward(exitEvent(task.namespace, task.id, exit), () => task.keepExit(exit));
}
