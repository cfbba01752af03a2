// Huffman coding of strings (RFC 7541 section 5.2), decoded four bits at a time through a table of states.
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

/** Writes the encoded `bytes` at `target[start]`; returns the position after them. */
export function huffmanEncode(bytes: Uint8Array, target: Uint8Array, start: number): number {
  let at = start;
  let pending = 0;
  let pendingBits = 0;
  for (const byte of bytes) {
    let length = lengthOf[byte] as number;
    const bits = bitsOf[byte] as number;
    while (length > 0) {
      const room = Math.min(8 - pendingBits, length);
      length -= room;
      pending = (pending << room) | ((bits >>> length) & ((1 << room) - 1));
      pendingBits += room;
      if (pendingBits === 8) {
        target[at++] = pending;
        pending = 0;
        pendingBits = 0;
      }
    }
  }
  if (pendingBits > 0) {
    const padding = 8 - pendingBits;
    target[at++] = (pending << padding) | ((1 << padding) - 1);
  }
  return at;
}

/** A node of the tree that the codes form. Only leaves have a symbol; it is -1 in inner nodes. */
interface Node {
  readonly number: number;
  symbol: number;
  readonly children: [Node | undefined, Node | undefined];
}

/** All nodes of the tree; the first is the root. There are 257 leaves and 256 inner nodes. */
const nodes: Node[] = [];

function newNode(): Node {
  const node: Node = { number: nodes.length, symbol: -1, children: [undefined, undefined] };
  nodes.push(node);
  return node;
}

function buildTree(all: readonly Code[]): void {
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
}

buildTree(codes);

// The state of the decoder is a node, which stands for the bits of a symbol that have been read. Four bits lead from one
// state to the next. As the shortest code has five bits, they complete at most one symbol. A transition is computed when it
// is first needed, because computing all of them would make every start of a client 4 ms slower.
const noSymbol = 0x1ff;
const failure = 0xffff;
const unknown = 0xfffe;
const transitions = new Uint16Array(nodes.length * 16).fill(unknown);
const symbols = new Uint16Array(nodes.length * 16).fill(noSymbol);
/** Whether a string may end in a state: at the root, or after a padding of fewer than eight ones. */
const accepting = new Uint8Array(nodes.length);

function markAccepting(): void {
  let node = nodes[0];
  for (let ones = 0; ones < 8 && node !== undefined; ones++) {
    accepting[node.number] = 1;
    node = node.children[1];
  }
}

markAccepting();

/** Computes a transition; returns the state that it leads to. */
function computeTransition(edge: number): number {
  let node = nodes[edge >>> 4] as Node;
  for (let bit = 3; bit >= 0; bit--) {
    node = node.children[((edge >>> bit) & 1) as 0 | 1] as Node;
    if (node.symbol === endOfString) {
      transitions[edge] = failure;
      return failure;
    }
    if (node.symbol >= 0) {
      symbols[edge] = node.symbol;
      node = nodes[0] as Node;
    }
  }
  transitions[edge] = node.number;
  return node.number;
}

/** The most bytes to which `length` encoded bytes can decode. */
export function decodedLimit(length: number): number {
  return Math.ceil((length * 8) / 5);
}

/** Decodes `bytes[start, end)` to the beginning of `target`; returns the number of decoded bytes. */
export function huffmanDecode(bytes: Uint8Array, start: number, end: number, target: Uint8Array): number {
  let state = 0;
  let length = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    for (let shift = 4; shift >= 0; shift -= 4) {
      const edge = (state << 4) | ((byte >>> shift) & 15);
      state = transitions[edge] as number;
      if (state === unknown) {
        state = computeTransition(edge);
      }
      if (state === failure) {
        throw compressionError("a Huffman code contains the end-of-string symbol");
      }
      const symbol = symbols[edge] as number;
      if (symbol !== noSymbol) {
        target[length++] = symbol;
      }
    }
  }
  if (accepting[state] !== 1) {
    throw compressionError("a Huffman code is not padded with the end-of-string symbol's first bits");
  }
  return length;
}
