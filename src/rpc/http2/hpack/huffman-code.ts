// The Huffman code of RFC 7541 appendix B. It is canonical: codes count up by length, then by symbol, so that the lengths
// alone define it.

const lengths = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28,
  28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7,
  8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19,
  13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13,
  28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21,
  22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23,
  22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
  19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25,
  25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
];

/** The symbol that must never be sent. The first bits of its code, all ones, pad the last byte of a string. */
export const endOfString = 256;
const endOfStringLength = 30;

export interface Code {
  readonly symbol: number;
  readonly bits: number;
  readonly length: number;
}

/** The codes of all symbols in their order; the last is that of the end-of-string symbol. */
export const codes: readonly Code[] = assign([...lengths, endOfStringLength]);

function assign(all: readonly number[]): Code[] {
  const byLength = all.map((length, symbol) => ({ symbol, length }));
  byLength.sort((a, b) => a.length - b.length || a.symbol - b.symbol);
  const assigned: Code[] = [];
  let next = 0;
  let previousLength = 0;
  for (const { symbol, length } of byLength) {
    next <<= length - previousLength;
    assigned[symbol] = { symbol, bits: next, length };
    next++;
    previousLength = length;
  }
  return assigned;
}
