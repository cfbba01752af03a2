// Reads PAX extended headers, which are records of the form `LENGTH KEY=VALUE\n`. Source: POSIX pax, "pax Extended Header".
import { invalidArgument } from "../../errors/index.ts";
import type { Timespec } from "../../linux/at.ts";
import { type ByteString, byteString } from "./entry.ts";

/** One record. Lists of records keep their order, because GNU's sparse format 0.0 repeats keys. */
export type PaxRecord = readonly [key: string, value: ByteString];

/** Keys whose values are used as C strings, and therefore may not contain NUL. */
const textKeys = new Set(["path", "linkpath", "uname", "gname", "GNU.sparse.name"]);

export function parsePaxRecords(bytes: Uint8Array): PaxRecord[] {
  const records: PaxRecord[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const length = space < 0 || space - at > 10 ? Number.NaN : Number(byteString(bytes.subarray(at, space)));
    const end = at + length;
    const isWhole =
      Number.isInteger(length) && end > space + 1 && end <= bytes.length && bytes[end - 1] === 0x0a;
    if (!isWhole) {
      throw invalidArgument("malformed pax record");
    }
    records.push(parseRecord(byteString(bytes.subarray(space + 1, end - 1))));
    at = end;
  }
  return records;
}

function parseRecord(record: ByteString): PaxRecord {
  const equals = record.indexOf("=");
  const key = record.slice(0, Math.max(0, equals));
  const value = record.slice(equals + 1);
  if (key === "" || key.includes("\0") || (textKeys.has(key) && value.includes("\0"))) {
    throw invalidArgument("malformed pax record");
  }
  return [key, value];
}

/** Parses seconds with a fraction, which may be negative: `-1.25` is 750 ms after second -2. Digits below nanoseconds are cut. */
export function parsePaxTime(value: string): Timespec {
  const match = /^(-?)(\d{1,15})(?:\.(\d*))?$/.exec(value);
  if (match === null) {
    throw invalidArgument(`pax record with bad time ${JSON.stringify(value.slice(0, 64))}`);
  }
  const seconds = Number(match[2]);
  const nanos = Number((match[3] ?? "").slice(0, 9).padEnd(9, "0"));
  if (match[1] === "") {
    return { seconds, nanos };
  }
  return nanos === 0 ? { seconds: 0 - seconds, nanos: 0 } : { seconds: -seconds - 1, nanos: 1e9 - nanos };
}
