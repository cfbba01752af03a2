import { invalidArgument } from "../../errors/index.ts";

/**
 * Reads the number of a header field: octal digits, or GNU's base 256 when the first bit is set. It takes the whole block, because
 * an array for each field would take more time than the reading.
 */
export function parseNumber(block: Uint8Array, start: number, length: number, what: string): number {
  const isBinary = ((block[start] ?? 0) & 0x80) !== 0;
  return isBinary
    ? parseBase256(block.subarray(start, start + length), what)
    : parseOctal(block, start, length, what);
}

/** Reads big-endian two's complement, in which the high bit of the first byte is only the mark of this format. */
function parseBase256(field: Uint8Array, what: string): number {
  const isNegative = ((field[0] ?? 0) & 0x40) !== 0;
  let value = isNegative ? -1n : 0n;
  for (const [index, byte] of field.entries()) {
    const bits = index > 0 ? byte : isNegative ? byte | 0x80 : byte & 0x7f;
    value = (value << 8n) | BigInt(bits);
  }
  return safe(value, what);
}

function parseOctal(block: Uint8Array, start: number, length: number, what: string): number {
  let value = 0;
  let hasEnded = false;
  for (let at = start; at < start + length; at++) {
    const byte = block[at] ?? 0;
    const digit = byte - 0x30;
    if (digit >= 0 && digit <= 7 && !hasEnded) {
      value = value * 8 + digit;
    } else if (byte === 0x20 || byte === 0) {
      // Spaces before the digits are padding, those after them end the number.
      hasEnded ||= value > 0 || byte === 0;
    } else {
      throw invalidArgument(`tar header with a bad ${what}`);
    }
  }
  if (!Number.isSafeInteger(value)) {
    throw invalidArgument(`tar header with a ${what} out of range`);
  }
  return value;
}

/** Reads the decimal number of a PAX record. */
export function parseDecimal(text: string, what: string): number {
  if (!/^-?\d{1,20}$/.test(text)) {
    throw invalidArgument(`pax record ${what} with bad value ${JSON.stringify(text.slice(0, 64))}`);
  }
  return safe(BigInt(text), what);
}

function safe(value: bigint, what: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw invalidArgument(`tar header with a ${what} out of range`);
  }
  return number;
}
