export interface Row {
  readonly what: string;
  readonly unit: string;
  readonly tsrt: number;
  readonly containerd: number;
  readonly mark?: Mark;
}

/** What the ratio tsrt / containerd should be at most (`≤`) or at least (`≥`), or else tsrt's value itself. */
export type Mark =
  | { readonly is: "≤" | "≥"; readonly ratio: number }
  | { readonly is: "≤" | "≥"; readonly value: number };

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Runs `run`; returns the milliseconds that it took. */
export async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/**
 * Milliseconds of pause before each sample, so that neither work that one side still does after its turn, nor state of the kernel
 * (its lock for moves between cgroups stays cheap for 100 ms), has an effect on the other side.
 */
export const pauseMillis = 150;

/** Runs both in turn, A B A B …, after one warm-up each, so that a machine whose speed drifts is fair to both. */
export async function interleaved(
  rounds: number,
  a: (round: number) => Promise<number>,
  b: (round: number) => Promise<number>,
): Promise<[number, number]> {
  await a(-1);
  await b(-1);
  const left: number[] = [];
  const right: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await Bun.sleep(pauseMillis);
    left.push(await a(round));
    await Bun.sleep(pauseMillis);
    right.push(await b(round));
  }
  return [median(left), median(right)];
}

export const tableHead = "| measured | tsrt | containerd | ratio | mark |\n|---|---|---|---|---|";

export function tableRows(rows: readonly Row[]): string {
  return rows.map(tableRow).join("\n");
}

function tableRow(row: Row): string {
  const { what, unit, tsrt, containerd } = row;
  const ratio = (tsrt / containerd).toFixed(2);
  return `| ${what} (${unit}) | ${show(tsrt)} | ${show(containerd)} | ${ratio} | ${judge(row)} |`;
}

function judge({ mark, tsrt, containerd, unit }: Row): string {
  if (mark === undefined) {
    return "";
  }
  const [is, limit, text] =
    "ratio" in mark
      ? [tsrt / containerd, mark.ratio, `${mark.ratio}`]
      : [tsrt, mark.value, `${mark.value} ${unit}`];
  const isMet = mark.is === "≤" ? is <= limit : is >= limit;
  return `${mark.is} ${text} ${isMet ? "met" : "MISSED"}`;
}

function show(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
