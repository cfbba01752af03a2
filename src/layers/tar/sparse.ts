// The maps of sparse files: old GNU headers, and GNU's PAX formats 0.0, 0.1 and 1.0.
// Source: GNU tar manual, "Storing Sparse Files".
import { invalidArgument } from "../../errors/index.ts";
import { byteString, type Extent } from "./entry.ts";
import { blockSize } from "./header.ts";
import { parseDecimal, parseNumber } from "./number.ts";

/** Extents of an old GNU header (4 from byte 386) or of its extension blocks (21 from byte 0). */
export function parseOldSparse(block: Uint8Array, offset: number, count: number): Extent[] {
  const extents: Extent[] = [];
  for (let index = 0; index < count; index++) {
    const at = offset + index * 24;
    if (block[at] === 0) {
      break;
    }
    extents.push({
      offset: parseNumber(block.subarray(at, at + 12), "sparse offset"),
      length: parseNumber(block.subarray(at + 12, at + 24), "sparse length"),
    });
  }
  return extents;
}

/** Formats 0.0 and 0.1: offsets and lengths in turn. */
export function parseSparseList(values: readonly string[]): Extent[] {
  if (values.length % 2 !== 0) {
    throw invalidArgument("malformed sparse map");
  }
  const numbers = values.map((value) => parseDecimal(value, "sparse map"));
  const extents: Extent[] = [];
  for (let index = 0; index < numbers.length; index += 2) {
    extents.push({ offset: numbers[index] ?? 0, length: numbers[index + 1] ?? 0 });
  }
  return extents;
}

/**
 * Format 1.0: the map is the beginning of the data, decimal numbers each with a line feed, their count first, filled up
 * to a block. Undefined while `bytes` does not hold all of it.
 */
export function parseSparsePrefix(bytes: Uint8Array): { extents: Extent[]; length: number } | undefined {
  let at = 0;
  const next = (): string | undefined => {
    const end = bytes.indexOf(0x0a, at);
    if (end < 0) {
      return undefined;
    }
    const line = byteString(bytes.subarray(at, end));
    at = end + 1;
    return line;
  };
  const count = next();
  if (count === undefined) {
    return undefined;
  }
  const values: string[] = [];
  for (let left = 2 * parseDecimal(count, "sparse map"); left > 0; left--) {
    const value = next();
    if (value === undefined) {
      return undefined;
    }
    values.push(value);
  }
  return { extents: parseSparseList(values), length: Math.ceil(at / blockSize) * blockSize };
}

/** In order, apart, inside the file, and together as long as the data: else the archive lies. */
export function checkSparse(extents: readonly Extent[], size: number, data: number): void {
  let end = 0;
  let sum = 0;
  for (const { offset, length } of extents) {
    if (offset < end || length < 0 || offset + length > size) {
      throw invalidArgument("malformed sparse map");
    }
    end = offset + length;
    sum += length;
  }
  if (sum !== data) {
    throw invalidArgument("sparse map that does not fit its data");
  }
}
