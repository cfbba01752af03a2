// Reads crafted archives into lists, for tests of the tar reader.
import { expect } from "bun:test";
import { messageOf } from "../../src/errors/index.ts";
import type { TarEntry } from "../../src/oci/tar/entry.ts";
import { TarReader } from "../../src/oci/tar/reader.ts";
import { archive, type CraftedEntry } from "./tar-archive.ts";

export interface Read extends Partial<TarEntry> {
  readonly content: Buffer;
}

/** Pushes the archive in pieces of `step` bytes, whose memory is overwritten afterwards, as the reader must expect. */
export function read(bytes: Buffer, step = bytes.length): Read[] {
  const found: Read[] = [];
  let current: TarEntry | undefined;
  let content = Buffer.alloc(0);
  const reader = new TarReader({
    begin: (begun) => {
      current = begun;
      content = Buffer.alloc(begun.size);
    },
    data: (part, offset) => {
      content.set(part, offset);
    },
    end: () => {
      found.push({ ...current, content });
    },
  });
  for (let at = 0; at < bytes.length; at += step) {
    const piece = Buffer.from(bytes.subarray(at, at + step));
    reader.push(piece);
    piece.fill(0xff);
  }
  reader.end();
  return found;
}

export function readOne(...entries: (CraftedEntry | Buffer)[]): Read {
  const [only, ...others] = read(archive(...entries));
  expect(others).toEqual([]);
  return only ?? expect.unreachable();
}

export function complaint(...entries: (CraftedEntry | Buffer)[]): string {
  try {
    read(archive(...entries));
  } catch (error) {
    return messageOf(error);
  }
  return expect.unreachable();
}

/** The PAX records of a sparse file whose map is at the beginning of its data. */
export const sparseMap: [string, string][] = [
  ["GNU.sparse.major", "1"],
  ["GNU.sparse.realsize", "0"],
];
