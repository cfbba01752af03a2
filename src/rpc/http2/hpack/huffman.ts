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

/** An inner node of the code's tree, or a leaf with its symbol. */
interface Node {
  readonly number: number;
  symbol: number;
  readonly children: [Node | undefined, Node | undefined];
}

/** All nodes; the first is the root. A complete tree of 257 leaves has 256 inner nodes. */
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

// A state is a node: what has been read of a symbol. Four bits lead from one state to the next; as the shortest code
// has 5 bits, they finish at most one symbol. Edges are worked out when they are first taken: all of them together
// would cost every start of a client 4 ms.
const noSymbol = 0x1ff;
const failure = 0xffff;
const unknown = 0xfffe;
const transitions = new Uint16Array(nodes.length * 16).fill(unknown);
const symbols = new Uint16Array(nodes.length * 16).fill(noSymbol);
/** Whether a string may end in a state: after nothing, or after fewer than 8 ones. */
const accepting = new Uint8Array(nodes.length);

function markAccepting(): void {
  let node = nodes[0];
  for (let ones = 0; ones < 8 && node !== undefined; ones++) {
    accepting[node.number] = 1;
    node = node.children[1];
  }
}

markAccepting();

/** Fills in an edge; returns the state that it leads to. */
function learn(edge: number): number {
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
      if (state === unknown) {
        state = learn(edge);
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
