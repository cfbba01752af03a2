/** How many objects one message of a streaming list holds: some hundred kilobytes, where a client takes four megabytes. */
const batchSize = 500;

/** Parts of a list that are small enough for one message each. */
export function* batches<T>(list: readonly T[]): Generator<T[]> {
  for (let start = 0; start < list.length; start += batchSize) {
    yield list.slice(start, start + batchSize);
  }
}
