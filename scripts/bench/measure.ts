export interface Row {
  readonly what: string;
  readonly unit: string;
  readonly tsrt: number;
  readonly containerd: number;
  /** What the ratio tsrt / containerd should be at most (`≤`) or at least (`≥`). */
  readonly mark?: { readonly is: "≤" | "≥"; readonly ratio: number };
}

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

function tableRow({ what, unit, tsrt, containerd, mark }: Row): string {
  const ratio = tsrt / containerd;
  const isMet = mark === undefined || (mark.is === "≤" ? ratio <= mark.ratio : ratio >= mark.ratio);
  const verdict = mark === undefined ? "" : `${mark.is} ${mark.ratio} ${isMet ? "met" : "MISSED"}`;
  return `| ${what} (${unit}) | ${show(tsrt)} | ${show(containerd)} | ${ratio.toFixed(2)} | ${verdict} |`;
}

function show(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
