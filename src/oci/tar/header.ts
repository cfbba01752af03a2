// Parses header blocks in the dialects of v7, ustar, star and GNU. Source: POSIX pax, "ustar Interchange Format"; GNU tar's tar.h.
import { invalidArgument } from "../../errors/index.ts";
import type { ByteString } from "./entry.ts";
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
  for (let at = 0; at < block.length; at++) {
    if (block[at] !== 0) {
      return false;
    }
  }
  return true;
}

export function parseHeader(block: Buffer): Header {
  checkSum(block);
  const magic = block.toString("latin1", 257, 265);
  const isGnu = magic === "ustar  \0";
  const isUstar = magic.startsWith("ustar\0");
  const isStar = isUstar && block.toString("latin1", 508, 512) === "tar\0";
  const hasDevice = isGnu || isUstar;
  const name = text(block, 0, 100);
  const prefix = !isUstar ? "" : text(block, 345, isStar ? 131 : 155);
  return {
    name: prefix === "" ? name : `${prefix}/${name}`,
    mode: parseNumber(block, 100, 8, "mode"),
    uid: parseNumber(block, 108, 8, "uid"),
    gid: parseNumber(block, 116, 8, "gid"),
    size: parseNumber(block, 124, 12, "size"),
    modified: parseNumber(block, 136, 12, "time"),
    type: String.fromCharCode(block[156] ?? 0),
    link: text(block, 157, 100),
    major: hasDevice ? parseNumber(block, 329, 8, "device number") : 0,
    minor: hasDevice ? parseNumber(block, 337, 8, "device number") : 0,
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
  const stored = parseNumber(block, 148, 8, "checksum");
  if (stored !== unsigned && stored !== signed) {
    throw invalidArgument("tar header with a wrong checksum");
  }
}

/** A text ends at the first NUL or fills its field. */
function text(block: Buffer, offset: number, length: number): ByteString {
  const nul = block.indexOf(0, offset);
  const end = nul < 0 ? offset + length : Math.min(nul, offset + length);
  return end === offset ? "" : block.toString("latin1", offset, end);
}
