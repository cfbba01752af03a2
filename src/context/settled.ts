/**
 * Waits until all of `work`, which runs side by side, has ended, and throws the first failure. Nothing goes on behind it, so that
 * what was made can be taken back, and what failed can be done again.
 */
export async function settled(work: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) {
    if (outcome.status === "rejected") {
      throw outcome.reason;
    }
  }
}
