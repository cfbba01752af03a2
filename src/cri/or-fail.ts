/** Does the work; when it fails, `failure` precedes the reason. containerd's clients know its errors by these words. */
export async function orFail<T>(failure: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Error(failure, { cause });
  }
}
