// Reads a tar stream that is pushed to it piece by piece, and passes entries and their data to a sink. It holds at most the
// records of one entry in memory, whatever the archive contains.
import { invalidArgument } from "../../errors/index.ts";
import { byteString, type Extent, readable, type TarEntry } from "./entry.ts";
import { EntryBuilder } from "./entry-builder.ts";
import { blockSize, isZeroBlock, parseHeader } from "./header.ts";
import { parsePaxRecords } from "./pax.ts";
import { checkSparse, parseOldSparse, SparseMapBlocks } from "./sparse.ts";

export interface TarSink {
  begin(entry: TarEntry): void;
  /** Takes data of the current entry, which belongs at `offset` of the file. `bytes` is valid during the call only. */
  data(bytes: Uint8Array, offset: number): void;
  end(): void;
}

/** The most bytes of a PAX header or a long name, which is the limit of Go's archive/tar. */
const maxSpecial = 1 << 20;

type State = "header" | "special" | "sparse blocks" | "sparse map" | "data" | "padding" | "over";

export class TarReader {
  readonly #sink: TarSink;
  #state: State = "header";
  /** The parts that have arrived of a header, of a special entry or of a sparse map. */
  #collected: Buffer[] = [];
  #missing = blockSize;
  readonly #builder = new EntryBuilder();
  #special = "";
  #zeroBlocks = 0;
  #entry: TarEntry | undefined;
  #extents: readonly Extent[] = [];
  #extent = 0;
  #inExtent = 0;
  /** Bytes of the entry's data that have not arrived yet. */
  #left = 0;
  #fill = 0;
  #mapBlocks = new SparseMapBlocks();

  constructor(sink: TarSink) {
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      rest = rest.subarray(this.#consume(rest));
    }
  }

  /** To be called at the end of the stream. An archive may lack its final zero blocks, but it must end between two entries. */
  end(): void {
    const isBetween = this.#state === "header" && this.#collected.length === 0 && !this.#builder.isBegun;
    if (this.#state !== "over" && !isBetween) {
      const where = this.#entry === undefined ? "a header" : `entry ${readable(this.#entry.name)}`;
      throw invalidArgument(`archive ends inside ${where}`);
    }
  }

  /** Consumes a part at the beginning of `bytes`; returns its length. */
  #consume(bytes: Buffer): number {
    switch (this.#state) {
      case "over":
        return bytes.length;
      case "data":
        return this.#passData(bytes);
      case "padding":
        return this.#skipFill(bytes);
      default:
        return this.#collect(bytes);
    }
  }

  #collect(bytes: Buffer): number {
    const part = bytes.subarray(0, this.#missing);
    this.#missing -= part.length;
    if (this.#missing > 0) {
      this.#collected.push(Buffer.from(part));
      return part.length;
    }
    const whole = this.#collected.length === 0 ? part : Buffer.concat([...this.#collected, part]);
    this.#collected = [];
    this.#handle(whole);
    return part.length;
  }

  #handle(bytes: Buffer): void {
    switch (this.#state) {
      case "special":
        this.#endSpecial(bytes);
        break;
      case "sparse blocks":
        this.#addSparseBlock(bytes);
        break;
      case "sparse map":
        this.#addMapBlock(bytes);
        break;
      default:
        this.#beginEntry(bytes);
    }
  }

  #expect(state: State, bytes: number): void {
    this.#state = state;
    this.#missing = bytes;
  }

  #beginEntry(block: Buffer): void {
    if (isZeroBlock(block)) {
      this.#zeroBlocks++;
      this.#expect(this.#zeroBlocks === 2 ? "over" : "header", blockSize);
      return;
    }
    if (this.#zeroBlocks > 0) {
      throw invalidArgument("archive with a lone zero block");
    }
    const header = parseHeader(block);
    if ("xgLK".includes(header.type)) {
      this.#beginSpecial(header.type, header.size);
      return;
    }
    this.#builder.setHeader(header);
    if (header.type === "S") {
      this.#beginOldSparse(block);
      return;
    }
    this.#begin();
  }

  #beginSpecial(type: string, size: number): void {
    if (size < 0 || size > maxSpecial) {
      throw invalidArgument(`tar header of type ${type} with ${size} bytes`);
    }
    this.#special = type;
    this.#left = size;
    if (size === 0) {
      this.#endSpecial(Buffer.alloc(0));
      return;
    }
    this.#expect("special", padded(size));
  }

  #endSpecial(bytes: Buffer): void {
    const content = bytes.subarray(0, this.#left);
    switch (this.#special) {
      case "x":
        this.#builder.addRecords(parsePaxRecords(content));
        break;
      case "g":
        this.#dropGlobal(content);
        break;
      case "L":
        this.#builder.longName = untilNul(content);
        break;
      case "K":
        this.#builder.longLink = untilNul(content);
        break;
    }
    this.#expect("header", blockSize);
  }

  /** Ignores a global header, as containerd does. Records that came before it are dropped, as in Go's archive/tar. */
  #dropGlobal(content: Buffer): void {
    parsePaxRecords(content);
    this.#builder.reset();
  }

  #beginOldSparse(block: Buffer): void {
    this.#builder.beginOldSparse(block);
    if (block[482] === 0) {
      this.#begin();
    } else {
      this.#expect("sparse blocks", blockSize);
    }
  }

  #addSparseBlock(block: Buffer): void {
    this.#builder.addOldSparse(parseOldSparse(block, 0, 21));
    if (block[504] === 0) {
      this.#begin();
    } else {
      this.#expect("sparse blocks", blockSize);
    }
  }

  #begin(): void {
    const { stored, hasMapInData } = this.#builder;
    this.#left = stored;
    this.#fill = padded(stored) - stored;
    if (hasMapInData) {
      this.#mapBlocks = new SparseMapBlocks();
      this.#expect("sparse map", blockSize);
      return;
    }
    this.#start(this.#builder.build());
  }

  #addMapBlock(block: Buffer): void {
    this.#left -= block.length;
    if (this.#left < 0) {
      throw invalidArgument("malformed sparse map");
    }
    const extents = this.#mapBlocks.add(block);
    if (extents === undefined) {
      this.#expect("sparse map", blockSize);
    } else {
      this.#start(this.#builder.build(extents));
    }
  }

  #start(entry: TarEntry): void {
    this.#entry = entry;
    this.#extents = entry.sparse ?? [{ offset: 0, length: this.#left }];
    try {
      checkSparse(this.#extents, entry.size, entry.sparse === undefined ? entry.size : this.#left);
    } catch (error) {
      throw new Error(`entry ${readable(entry.name)}`, { cause: error });
    }
    this.#extent = 0;
    this.#inExtent = 0;
    this.#sink.begin(entry);
    this.#state = "data";
    this.#endIfDone();
  }

  #passData(bytes: Buffer): number {
    const extent = this.#extents[this.#extent];
    if (extent === undefined) {
      throw invalidArgument("data beyond the sparse map");
    }
    const part = bytes.subarray(0, extent.length - this.#inExtent);
    if (part.length > 0) {
      this.#sink.data(part, extent.offset + this.#inExtent);
    }
    this.#inExtent += part.length;
    this.#left -= part.length;
    if (this.#inExtent === extent.length) {
      this.#extent++;
      this.#inExtent = 0;
    }
    this.#endIfDone();
    return part.length;
  }

  #endIfDone(): void {
    if (this.#left > 0) {
      return;
    }
    this.#sink.end();
    this.#entry = undefined;
    if (this.#fill > 0) {
      this.#state = "padding";
    } else {
      this.#expect("header", blockSize);
    }
  }

  #skipFill(bytes: Buffer): number {
    const skipped = Math.min(this.#fill, bytes.length);
    this.#fill -= skipped;
    if (this.#fill === 0) {
      this.#expect("header", blockSize);
    }
    return skipped;
  }
}

function padded(size: number): number {
  return Math.ceil(size / blockSize) * blockSize;
}

function untilNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return byteString(end < 0 ? bytes : bytes.subarray(0, end));
}
