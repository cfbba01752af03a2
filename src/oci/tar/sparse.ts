// Parses the maps of sparse files in old GNU headers and in GNU's PAX formats 0.0, 0.1 and 1.0.
// Source: GNU tar manual, "Storing Sparse Files".
import { invalidArgument } from "../../errors/index.ts";
import { byteString, type Extent } from "./entry.ts";
import { blockSize } from "./header.ts";
import { parseDecimal, parseNumber } from "./number.ts";

/** Parses the extents of an old GNU header (4 from byte 386) or of one of its extension blocks (21 from byte 0). */
export function parseOldSparse(block: Uint8Array, offset: number, count: number): Extent[] {
  const extents: Extent[] = [];
  for (let index = 0; index < count; index++) {
    const at = offset + index * 24;
    if (block[at] === 0) {
      break;
    }
    extents.push({
      offset: parseNumber(block, at, 12, "sparse offset"),
      length: parseNumber(block, at + 12, 12, "sparse length"),
    });
  }
  return extents;
}

/** Parses the list of formats 0.0 and 0.1, in which offsets and lengths alternate. */
export function parseSparseList(values: readonly string[]): Extent[] {
  if (values.length % 2 !== 0) {
    throw malformed();
  }
  const numbers = values.map((value) => parseDecimal(value, "sparse map"));
  const extents: Extent[] = [];
  for (let index = 0; index < numbers.length; index += 2) {
    extents.push({ offset: numbers[index] ?? 0, length: numbers[index + 1] ?? 0 });
  }
  return extents;
}

/** The most bytes of a map, which is the limit of Go's archive/tar. */
const maxMapSize = 1 << 20;
/** Bytes of the shortest extent, which has two digits and two line feeds. */
const shortestExtent = 4;
const lineFeed = 0x0a;

/**
 * The map of format 1.0, which comes before the data of the file. It consists of decimal numbers with a line feed each, of which
 * the first is the number of extents, and is padded to whole blocks. It is parsed once all of its line feeds have arrived.
 */
export class SparseMapBlocks {
  readonly #blocks: Buffer[] = [];
  #lines = 0;
  /** The number of lines of the whole map, which follows from the first line. */
  #expected = 0;

  /** Adds a block; returns the extents if it is the map's last one. */
  add(block: Buffer): Extent[] | undefined {
    if (this.#blocks.length === 0) {
      this.#expected = 1 + 2 * parseCount(block);
    }
    // The block is copied, because the reader reuses its memory.
    this.#blocks.push(Buffer.from(block));
    this.#lines += countLines(block);
    if (this.#lines >= this.#expected) {
      return this.#parse();
    }
    if (this.#blocks.length * blockSize >= maxMapSize) {
      throw malformed();
    }
    return undefined;
  }

  #parse(): Extent[] {
    const lines = byteString(Buffer.concat(this.#blocks)).split("\n", this.#expected);
    return parseSparseList(lines.slice(1));
  }
}

function parseCount(block: Buffer): number {
  const end = block.indexOf(lineFeed);
  const count = end < 0 ? -1 : parseDecimal(byteString(block.subarray(0, end)), "sparse map");
  if (count < 0 || count > maxMapSize / shortestExtent) {
    throw malformed();
  }
  return count;
}

function countLines(block: Buffer): number {
  let lines = 0;
  for (let at = block.indexOf(lineFeed); at >= 0; at = block.indexOf(lineFeed, at + 1)) {
    lines++;
  }
  return lines;
}

function malformed(): Error {
  return invalidArgument("malformed sparse map");
}

/** Throws if extents are not in order, overlap, exceed the file, or have another total length than the data. */
export function checkSparse(extents: readonly Extent[], size: number, data: number): void {
  let end = 0;
  let sum = 0;
  for (const { offset, length } of extents) {
    if (offset < end || length < 0 || offset + length > size) {
      throw malformed();
    }
    end = offset + length;
    sum += length;
  }
  if (sum !== data) {
    throw invalidArgument("sparse map that does not fit its data");
  }
}
