/** Up to this many bytes a loop is faster than `set`, which needs a view of the source (measured in Bun 1.4.5). */
const short = 128;

/** Copies `source[start, end)` to `target[at]`. */
export function copyBytes(
  target: Uint8Array,
  at: number,
  source: Uint8Array,
  start: number,
  end: number,
): void {
  if (end - start > short) {
    const isWhole = start === 0 && end === source.length;
    target.set(isWhole ? source : source.subarray(start, end), at);
    return;
  }
  const shift = at - start;
  for (let from = start; from < end; from++) {
    target[from + shift] = source[from] as number;
  }
}
