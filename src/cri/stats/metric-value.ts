import type { MetricName } from "./metric-descriptors.ts";

/** One number, with the values of the labels that only its metric has. */
export interface MetricValue {
  readonly name: MetricName;
  readonly value: bigint | number;
  readonly labels?: readonly string[];
}

const nanosPerSecond = 1_000_000_000n;

/** A metric is a whole number on the wire: seconds are cut. */
export function seconds(nanos: bigint): bigint {
  return nanos / nanosPerSecond;
}
