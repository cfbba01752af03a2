/** A point in time to the nanosecond, as protobuf's Timestamp: `seconds` since the epoch, 0 ≤ `nanos` < 1e9. */
export interface Timestamp {
  readonly seconds: number;
  readonly nanos: number;
}

/** The time now, to the microsecond. */
export function now(): Timestamp {
  return fromMillis(performance.timeOrigin + performance.now());
}

/** The time of so many milliseconds since the epoch, of which fractions become nanoseconds. */
export function fromMillis(millis: number): Timestamp {
  const seconds = Math.floor(millis / 1000);
  return { seconds, nanos: Math.floor((millis - seconds * 1000) * 1e6) };
}

/** Milliseconds since the epoch. Their fraction is exact to about a microsecond. */
export function toMillis(time: Timestamp): number {
  return time.seconds * 1000 + time.nanos / 1e6;
}

/** The time to the millisecond. */
export function toDate(time: Timestamp): Date {
  return new Date(toMillis(time));
}

/** RFC 3339 in UTC with nanoseconds, without the zeros at the end, as Go prints times. */
export function toRfc3339(time: Timestamp): string {
  const base = new Date(time.seconds * 1000).toISOString().slice(0, 19);
  const fraction = String(time.nanos).padStart(9, "0").replace(/0+$/, "");
  return fraction === "" ? `${base}Z` : `${base}.${fraction}Z`;
}
