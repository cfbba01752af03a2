// Gives memory back when the shim has nothing to do, which is most of its life. Measured after an exec, a stats call and 1 MB of
// output; a full collection of so small a heap takes some milliseconds.

/** How long no call may have come before the collection, in ms: so long that it disturbs nobody. */
const quietTime = 2_000;

let timer: Timer | undefined;

/** Is called after each call. Collects once when no other call follows for a while. */
export function releaseMemoryWhenIdle(): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    Bun.gc(true);
    Bun.shrink();
  }, quietTime);
  timer.unref();
}
