// Sizes and times for people, in the words of containerd's ctr.

const binaryUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
const decimalUnits = ["B", "kB", "MB", "GB", "TB", "PB"];

function scaled(bytes: number, base: number, units: readonly string[]): { value: number; unit: string } {
  let value = bytes;
  let index = 0;
  while (value >= base && index < units.length - 1) {
    value /= base;
    index++;
  }
  return { value, unit: units[index] ?? "" };
}

/** A number of bytes with a binary unit: `1.0 MiB`. Source: containerd pkg/progress, Bytes. */
export function binarySize(bytes: number): string {
  const { value, unit } = scaled(bytes, 1024, binaryUnits);
  return bytes < 1024 ? `${bytes.toFixed(1)} B` : `${value.toFixed(1)} ${unit}`;
}

/** A number of bytes with a decimal unit and at most four digits: `1.082MB`. Source: docker/go-units, HumanSize. */
export function decimalSize(bytes: number): string {
  const { value, unit } = scaled(bytes, 1000, decimalUnits);
  return `${Number(value.toPrecision(4))}${unit}`;
}

/** Time on a CPU, from nanoseconds: `0.04s`, `12.30s`, `2m05s`, `3h07m`. */
export function cpuTime(nanos: bigint): string {
  const seconds = Number(nanos) / 1e9;
  const padded = (value: number): string => String(Math.trunc(value)).padStart(2, "0");
  if (seconds < 60) {
    return `${(Math.trunc(seconds * 100) / 100).toFixed(2)}s`;
  }
  const minutes = Math.trunc(seconds / 60);
  return minutes < 60
    ? `${minutes}m${padded(seconds % 60)}s`
    : `${Math.trunc(minutes / 60)}h${padded(minutes % 60)}m`;
}

const secondsIn: readonly [limit: number, seconds: number, word: string][] = [
  [60, 1, "seconds"],
  [3600, 60, "minutes"],
  [48 * 3600, 3600, "hours"],
  [14 * 86_400, 86_400, "days"],
  [60 * 86_400, 7 * 86_400, "weeks"],
  [2 * 365 * 86_400, 30 * 86_400, "months"],
];

/** Seconds below which an age is told in a unit, the unit in seconds, and its letter. */
const ages = [
  [120, 1, "s"],
  [7200, 60, "m"],
  [172_800, 3600, "h"],
] as const;
const lastAge = [Number.POSITIVE_INFINITY, 86_400, "d"] as const;

/** A time as kubectl tells the age of pods: `45s`, `12m`, `5h`, `3d`. */
export function shortDuration(millis: number): string {
  const seconds = Math.max(0, Math.trunc(millis / 1000));
  const [, unit, letter] = ages.find(([below]) => seconds < below) ?? lastAge;
  return `${Math.trunc(seconds / unit)}${letter}`;
}

/** A time in words: `About an hour`, `3 minutes`. Source: docker/go-units, HumanDuration. */
export function humanDuration(millis: number): string {
  const seconds = Math.trunc(millis / 1000);
  const minutes = Math.trunc(seconds / 60);
  const hours = Math.round(seconds / 3600);
  if (seconds < 1) {
    return "Less than a second";
  }
  if (seconds === 1) {
    return "1 second";
  }
  if (minutes === 1) {
    return "About a minute";
  }
  if (minutes >= 46 && hours === 1) {
    return "About an hour";
  }
  const [, unit, word] = secondsIn.find(([limit]) => seconds < limit) ?? [0, 365 * 86_400, "years"];
  const count = word === "hours" ? hours : Math.trunc(seconds / unit);
  return `${count} ${word}`;
}
