// The record of a shim: what the next daemon must know to find it again. The contract is core/shim-record.ts.
import { renameSync, writeFileSync } from "node:fs";
import { decode, encode } from "@msgpack/msgpack";
import type { ShimRecord } from "../../core/shim-record.ts";
import { dataLoss, notImplemented } from "../../errors/index.ts";
import { readIfThere } from "../../linux/read-file.ts";
import { countAt, fieldsOf, textAt } from "../read-back.ts";
import { requireProtocol } from "./endpoint.ts";

/** Replaces the file by rename, so that a reader, or a daemon after a crash, finds the old or the new one. */
export function replaceFile(path: string, bytes: Uint8Array): void {
  writeFileSync(`${path}.new`, bytes, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function writeRecord(path: string, record: ShimRecord): void {
  replaceFile(path, encode(record));
}

/** Undefined when there is no record; not implemented for a later release's format; data loss when it is damaged. */
export function readRecord(path: string): ShimRecord | undefined {
  const bytes = readIfThere(path);
  return bytes === undefined ? undefined : parseRecord(bytes, `damaged shim record ${path}`);
}

function parseRecord(bytes: Uint8Array, what: string): ShimRecord {
  const fields = fieldsOf(decodeRecord(bytes, what), what);
  if (fields.format !== 1) {
    throw notImplemented(`${what}: format ${JSON.stringify(fields.format)} is unknown to this version`);
  }
  return {
    format: 1,
    namespace: textAt(fields, "namespace", what),
    group: textAt(fields, "group", what),
    address: textAt(fields, "address", what),
    executable: textAt(fields, "executable", what),
    runtime: textAt(fields, "runtime", what),
    version: countAt(fields, "version", what),
    protocol: requireProtocol(textAt(fields, "protocol", what)),
    pid: countAt(fields, "pid", what),
    startTime: countAt(fields, "startTime", what),
    ...(fields.writesLogs === true ? { writesLogs: true } : {}),
  };
}

function decodeRecord(bytes: Uint8Array, what: string): unknown {
  try {
    return decode(bytes);
  } catch (cause) {
    throw dataLoss(what, { cause });
  }
}
