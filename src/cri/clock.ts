import { now, type Timestamp } from "../core/time.ts";

/** Nanoseconds since the epoch, as CRI counts time. */
export function nanosNow(): bigint {
  return nanosOf(now());
}

/** 0 for no time. */
export function nanosOf(time: Timestamp | null): bigint {
  return time === null ? 0n : BigInt(time.seconds) * 1_000_000_000n + BigInt(time.nanos);
}
