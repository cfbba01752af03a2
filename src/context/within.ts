/** Resolves when `work` has ended, or after so many milliseconds: then the work goes on, and its failure is nobody's any more. */
export async function within(millis: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, millis);
  try {
    await Promise.race([promise, work]);
  } finally {
    clearTimeout(timer);
  }
}
