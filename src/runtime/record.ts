// What survives the daemon: a shim's record, its journal, and whether a task's exit was told.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decode, decodeMulti, encode } from "@msgpack/msgpack";
import type { Envelope } from "../core/event.ts";
import type { JournalItem, ShimRecord } from "../core/shim-record.ts";
import type { Exit } from "../core/task.ts";
import { errnoOf } from "../errors/index.ts";

function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") {
      return undefined;
    }
    throw error;
  }
}

/** By rename: a reader, and a daemon after a crash, sees the old or the new one. */
export function replaceFile(path: string, bytes: Uint8Array | string): void {
  writeFileSync(`${path}.new`, bytes, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function writeRecord(path: string, record: ShimRecord): void {
  replaceFile(path, encode(record));
}

/** Undefined when there is none, or none that this version can read. */
export function readRecord(path: string): ShimRecord | undefined {
  const bytes = readIfThere(path);
  if (bytes === undefined) {
    return undefined;
  }
  try {
    const record = decode(bytes) as Partial<ShimRecord> | null;
    return record?.format === 1 ? (record as ShimRecord) : undefined;
  } catch {
    return undefined;
  }
}

/** The numbered events of a journal that nobody acknowledged, oldest first. */
export function readJournal(path: string): { number: number; envelope: Envelope }[] {
  const events = new Map<number, Envelope>();
  const bytes = readIfThere(path);
  try {
    for (const item of decodeMulti(bytes ?? [])) {
      apply(events, item as JournalItem);
    }
  } catch {
    // The shim died while it wrote the last one.
  }
  return [...events].map(([number, envelope]) => ({ number, envelope }));
}

function apply(events: Map<number, Envelope>, item: JournalItem): void {
  if (item.length === 1) {
    for (const number of events.keys()) {
      if (number <= item[0]) {
        events.delete(number);
      }
    }
    return;
  }
  const [number, seconds, nanos, namespace, topic, typeUrl, value] = item;
  events.set(number, { timestamp: { seconds, nanos }, namespace, topic, event: { typeUrl, value } });
}

const exitFile = "exit";

/** Notes in the bundle that the init's exit was published, so that it never is a second time. */
export function writeExit(bundle: string, exit: Exit): void {
  const { pid, status, exitedAt } = exit;
  const bytes = encode([pid, status, exitedAt?.seconds ?? 0, exitedAt?.nanos ?? 0]);
  try {
    replaceFile(join(bundle, exitFile), bytes);
  } catch (error) {
    // Deleted meanwhile.
    if (errnoOf(error) !== "ENOENT") {
      throw error;
    }
  }
}

export function readExit(bundle: string): Exit | undefined {
  const bytes = readIfThere(join(bundle, exitFile));
  if (bytes === undefined) {
    return undefined;
  }
  const [pid, status, seconds, nanos] = decode(bytes) as [number, number, number, number];
  return { pid, status, exitedAt: { seconds, nanos } };
}
