// Huffman coding of strings (RFC 7541 section 5.2), decoded a byte at a time through a table of states.
import { compressionError } from "../errors.ts";
import { type Code, codes, endOfString } from "./huffman-code.ts";

const bitsOf = new Uint32Array(codes.map((code) => code.bits));
const lengthOf = new Uint8Array(codes.map((code) => code.length));

export function huffmanLength(bytes: Uint8Array): number {
  let bits = 0;
  for (const byte of bytes) {
    bits += lengthOf[byte] as number;
  }
  return (bits + 7) >> 3;
}

/** Writes the code of `bytes` at `target[start]`; returns where it ends. */
export function huffmanEncode(bytes: Uint8Array, target: Uint8Array, start: number): number {
  let at = start;
  let held = 0;
  let heldBits = 0;
  for (const byte of bytes) {
    let length = lengthOf[byte] as number;
    const bits = bitsOf[byte] as number;
    while (length > 0) {
      const room = Math.min(8 - heldBits, length);
      length -= room;
      held = (held << room) | ((bits >>> length) & ((1 << room) - 1));
      heldBits += room;
      if (heldBits === 8) {
        target[at++] = held;
        held = 0;
        heldBits = 0;
      }
    }
  }
  if (heldBits > 0) {
    const padding = 8 - heldBits;
    target[at++] = (held << padding) | ((1 << padding) - 1);
  }
  return at;
}

interface Node {
  symbol: number;
  readonly children: [Node | undefined, Node | undefined];
}

function newNode(): Node {
  return { symbol: -1, children: [undefined, undefined] };
}

function buildTree(all: readonly Code[]): Node {
  const root = newNode();
  for (const { symbol, bits, length } of all) {
    let node = root;
    for (let bit = length - 1; bit >= 0; bit--) {
      const side = ((bits >>> bit) & 1) as 0 | 1;
      node.children[side] ??= newNode();
      node = node.children[side] as Node;
    }
    node.symbol = symbol;
  }
  return root;
}

// A state is an inner node of the tree, that is: what has been read of a symbol. Four bits lead from one state
// to the next; as the shortest code has 5 bits, they finish at most one symbol.
const noSymbol = 0x1ff;
const failure = 0xffff;
const nextState: number[] = [];
const finished: number[] = [];
/** Whether a string may end in a state: after nothing, or after fewer than 8 ones. */
const accepting: boolean[] = [];

function buildStates(): void {
  const root = buildTree(codes);
  const states: Node[] = [root];
  const numbers = new Map<Node, number>([[root, 0]]);
  const numberOf = (node: Node): number => {
    const known = numbers.get(node);
    if (known !== undefined) {
      return known;
    }
    numbers.set(node, states.length);
    states.push(node);
    return states.length - 1;
  };
  for (let state = 0; state < states.length; state++) {
    for (let nibble = 0; nibble < 16; nibble++) {
      const [end, symbol] = walk(states[state] as Node, root, nibble);
      nextState.push(end === undefined ? failure : numberOf(end));
      finished.push(symbol);
    }
  }
  markAccepting(root, numbers);
}

function walk(start: Node, root: Node, nibble: number): [Node | undefined, number] {
  let node = start;
  let symbol = noSymbol;
  for (let bit = 3; bit >= 0; bit--) {
    node = node.children[((nibble >>> bit) & 1) as 0 | 1] as Node;
    if (node.symbol === endOfString) {
      return [undefined, noSymbol];
    }
    if (node.symbol >= 0) {
      symbol = node.symbol;
      node = root;
    }
  }
  return [node, symbol];
}

function markAccepting(root: Node, numbers: Map<Node, number>): void {
  let node: Node | undefined = root;
  for (let ones = 0; ones < 8 && node !== undefined; ones++) {
    const state = numbers.get(node);
    if (state !== undefined) {
      accepting[state] = true;
    }
    node = node.children[1];
  }
}

buildStates();
const transitions = new Uint16Array(nextState);
const symbols = new Uint16Array(finished);

/** The most bytes that `length` bytes of code can stand for. */
export function decodedLimit(length: number): number {
  return Math.ceil((length * 8) / 5);
}

/** Decodes `bytes[start, end)` to the beginning of `target`; returns how many bytes it stands for. */
export function huffmanDecode(bytes: Uint8Array, start: number, end: number, target: Uint8Array): number {
  let state = 0;
  let length = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    for (let shift = 4; shift >= 0; shift -= 4) {
      const edge = (state << 4) | ((byte >>> shift) & 15);
      state = transitions[edge] as number;
      if (state === failure) {
        throw compressionError("a Huffman code contains the end-of-string symbol");
      }
      const symbol = symbols[edge] as number;
      if (symbol !== noSymbol) {
        target[length++] = symbol;
      }
    }
  }
  if (accepting[state] !== true) {
    throw compressionError("a Huffman code is not padded with the end-of-string symbol's first bits");
  }
  return length;
}
