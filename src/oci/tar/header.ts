// Parses header blocks in the dialects of v7, ustar, star and GNU. Source: POSIX pax, "ustar Interchange Format"; GNU tar's tar.h.
import { invalidArgument } from "../../errors/index.ts";
import { type ByteString, byteString } from "./entry.ts";
import { parseNumber } from "./number.ts";

export const blockSize = 512;

export interface Header {
  readonly name: ByteString;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly modified: number;
  readonly type: string;
  readonly link: ByteString;
  readonly major: number;
  readonly minor: number;
  readonly isGnu: boolean;
}

export function isZeroBlock(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

export function parseHeader(block: Uint8Array): Header {
  checkSum(block);
  const magic = byteString(block.subarray(257, 265));
  const isGnu = magic === "ustar  \0";
  const isUstar = magic.startsWith("ustar\0");
  const isStar = isUstar && byteString(block.subarray(508, 512)) === "tar\0";
  const hasDevice = isGnu || isUstar;
  const name = text(block, 0, 100);
  const prefix = !isUstar ? "" : text(block, 345, isStar ? 131 : 155);
  return {
    name: prefix === "" ? name : `${prefix}/${name}`,
    mode: parseNumber(block.subarray(100, 108), "mode"),
    uid: parseNumber(block.subarray(108, 116), "uid"),
    gid: parseNumber(block.subarray(116, 124), "gid"),
    size: parseNumber(block.subarray(124, 136), "size"),
    modified: parseNumber(block.subarray(136, 148), "time"),
    type: String.fromCharCode(block[156] ?? 0),
    link: text(block, 157, 100),
    major: hasDevice ? parseNumber(block.subarray(329, 337), "device number") : 0,
    minor: hasDevice ? parseNumber(block.subarray(337, 345), "device number") : 0,
    isGnu,
  };
}

/** The checksum is the sum of all bytes with its own field counted as spaces. Old writers added signed bytes. */
function checkSum(block: Uint8Array): void {
  let unsigned = 0;
  let signed = 0;
  for (let index = 0; index < blockSize; index++) {
    const counted = index >= 148 && index < 156 ? 0x20 : (block[index] ?? 0);
    unsigned += counted;
    signed += (counted << 24) >> 24;
  }
  const stored = parseNumber(block.subarray(148, 156), "checksum");
  if (stored !== unsigned && stored !== signed) {
    throw invalidArgument("tar header with a wrong checksum");
  }
}

/** A text ends at the first NUL or fills its field. */
function text(block: Uint8Array, offset: number, length: number): ByteString {
  const field = block.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return byteString(end < 0 ? field : field.subarray(0, end));
}
