// What a shim does most of its life: nothing. Then it gives memory back that its last work took. Measured after an exec,
// a stats call and 1 MB of output; a full collection of so small a heap takes some milliseconds.

/** Quiet for so long: the collection disturbs nobody. */
const quietTime = 2_000;

let timer: Timer | undefined;

/** Called after any work: collects once when none has followed for a while. */
export function restSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    Bun.gc(true);
    Bun.shrink();
  }, quietTime);
  timer.unref();
}
