// Durations as Go writes them: "1h2m3.5s", "300ms". In memory they are milliseconds.

const units: readonly (readonly [name: string, millis: number])[] = [
  ["ns", 1e-6],
  ["us", 1e-3],
  ["µs", 1e-3],
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
];
const millisOf: ReadonlyMap<string, number> = new Map(units);

const whole = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/;
const part = /(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g;

/** Parses a duration to milliseconds; undefined for a text that Go's time.ParseDuration refuses. */
export function parseDuration(text: string): number | undefined {
  if (text === "0") {
    return 0;
  }
  if (!whole.test(text)) {
    return undefined;
  }
  let millis = 0;
  for (const [, amount, unit] of text.matchAll(part)) {
    millis += Number(amount) * (millisOf.get(unit ?? "") ?? Number.NaN);
  }
  return text.startsWith("-") ? -millis : millis;
}

/** Formats milliseconds as Go's Duration.String does: `1h2m3.5s`, or below a second in the largest unit that fits, `300ms`. */
export function formatDuration(millis: number): string {
  if (millis === 0) {
    return "0s";
  }
  if (millis < 0) {
    return `-${formatDuration(-millis)}`;
  }
  if (millis < 1) {
    return millis < 1e-3 ? `${trim(millis * 1e6)}ns` : `${trim(millis * 1e3)}µs`;
  }
  if (millis < 1000) {
    return `${trim(millis)}ms`;
  }
  const hours = Math.floor(millis / 3_600_000);
  const minutes = Math.floor((millis % 3_600_000) / 60_000);
  const seconds = `${trim((millis % 60_000) / 1000)}s`;
  if (hours > 0) {
    return `${hours}h${minutes}m${seconds}`;
  }
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

/** Cuts off the digits that the rounding of binary fractions leaves. */
function trim(value: number): string {
  return String(Number(value.toFixed(6)));
}
