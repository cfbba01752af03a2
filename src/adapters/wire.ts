// Parts of requests and replies that several services have.
import { invalidArgument } from "../errors/index.ts";

export interface WireMask {
  paths: string[];
}

export const empty = {};

export function maskPaths(mask: WireMask | null): readonly string[] {
  return mask?.paths ?? [];
}

/** A part that a request must have. Invalid argument: it is missing. */
export function required<T>(value: T | null, field: string): T {
  if (value === null) {
    throw invalidArgument(`${field} required`);
  }
  return value;
}

const blockSize = 100;

/** Groups a list into replies of 100, as containerd sends content and snapshots. */
export async function* inBlocks<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let block: T[] = [];
  for await (const item of items) {
    block.push(item);
    if (block.length === blockSize) {
      yield block;
      block = [];
    }
  }
  if (block.length > 0) {
    yield block;
  }
}
