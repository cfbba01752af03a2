import type { Timestamp } from "../../core/time.ts";

/** The time of a file, which `fs.stat` gives in nanoseconds with the option `bigint`. */
export function fromNanos(nanos: bigint): Timestamp {
  const fraction = ((nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return { seconds: Number((nanos - fraction) / 1_000_000_000n), nanos: Number(fraction) };
}

const rfc3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/** Reads a time as Go's `time.MarshalText` writes it; undefined for anything else. */
export function parseRfc3339(text: string): Timestamp | undefined {
  const match = rfc3339.exec(text.trim());
  if (match === null) {
    return undefined;
  }
  const millis = Date.parse(`${match[1]}${match[3]}`);
  return Number.isNaN(millis)
    ? undefined
    : { seconds: millis / 1000, nanos: Number((match[2] ?? "").padEnd(9, "0")) };
}

/** The later one of two times. */
export function later(a: Timestamp, b: Timestamp): Timestamp {
  return a.seconds > b.seconds || (a.seconds === b.seconds && a.nanos > b.nanos) ? a : b;
}
