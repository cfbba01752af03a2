// Finds the shims that earlier daemons started, by their records. Source of the idea: containerd core/runtime/v2/shim_load.go.
import { readdirSync } from "node:fs";
import { isShortage } from "../../context/descriptors.ts";
import type { ShimRecord } from "../../core/shim-record.ts";
import { isKind } from "../../errors/index.ts";
import type { Log } from "../../log/index.ts";
import type { Transport } from "../../rpc/transport/duplex.ts";
import { connect } from "./connect.ts";
import { type ShimPaths, shimPaths } from "./paths.ts";
import { Shim } from "./shim.ts";
import { removeShimFiles } from "./shim-files.ts";
import { readRecord } from "./shim-record.ts";

export interface LoadedShims {
  /** By key. Those that do not answer are in the state `lost`; nothing has been cleaned up after them. */
  readonly shims: ReadonlyMap<string, Shim>;
  /**
   * Keys of shims that are left alone, together with their tasks: their record was written by a later release; or it is
   * damaged, and somebody listens at their socket.
   */
  readonly unreadable: ReadonlySet<string>;
}

export interface ShimLoader {
  readonly transport: Transport;
  readonly sockets: string;
  readonly log: Log;
}

export async function loadShims(loader: ShimLoader): Promise<LoadedShims> {
  const shims = new Map<string, Shim>();
  const unreadable = new Set<string>();
  for (const key of new Set(readdirSync(loader.sockets).map((name) => name.replace(/\.d$/, "")))) {
    const paths = shimPaths(loader.sockets, key);
    const record = await readOrReport(paths, loader);
    if (record === "unreadable") {
      unreadable.add(key);
    } else if (record === undefined) {
      // The record is written before anything is started, so that no shim lives that could be found.
      removeShimFiles(paths);
    } else {
      shims.set(key, await loadShim(paths, record, loader));
    }
  }
  return { shims, unreadable };
}

/** Undefined when there is no record, or a damaged one of a shim that is dead. */
async function readOrReport(
  paths: ShimPaths,
  { transport, log }: ShimLoader,
): Promise<ShimRecord | "unreadable" | undefined> {
  try {
    return readRecord(paths.record);
  } catch (error) {
    if (isShortage(error)) {
      throw error;
    }
    if (isKind(error, "data loss") && !(await isListening(transport, paths))) {
      log.error("forgetting a dead shim: its record cannot be read", { error });
      return undefined;
    }
    log.error("a shim and its tasks are left alone: its record cannot be read", { error });
    return "unreadable";
  }
}

/** Only the built-in shim listens at the socket that its key names. */
async function isListening(transport: Transport, { socket }: ShimPaths): Promise<boolean> {
  try {
    const duplex = await transport.connect({ path: socket });
    duplex.start({ data: () => {}, drain: () => {}, end: () => {}, close: () => {} });
    duplex.destroy();
    return true;
  } catch (error) {
    if (isShortage(error)) {
      throw error;
    }
    return false;
  }
}

async function loadShim(paths: ShimPaths, record: ShimRecord, loader: ShimLoader): Promise<Shim> {
  try {
    return new Shim(paths, record, await connect(loader.transport, record));
  } catch (error) {
    if (isShortage(error)) {
      // The shim may well live, and its containers must not be ended for want of a file descriptor.
      throw error;
    }
    loader.log.info("a shim is gone", { id: record.group, namespace: record.namespace, error });
    return new Shim(paths, record, undefined);
  }
}
