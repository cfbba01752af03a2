// Decodes header blocks to fields (RFC 7541 section 6).
import { compressionError } from "../errors.ts";
import { entryOverhead, type Field, fieldSize, receivedField } from "./field.ts";
import { decodedLimit, huffmanDecode } from "./huffman.ts";
import { staticTable } from "./static-table.ts";
import { DynamicTable } from "./table.ts";

export interface Decoded {
  readonly fields: readonly Field[];
  /** Whether the list was longer than the limit, so that `fields` has only its beginning. */
  readonly truncated: boolean;
}

export class HpackDecoder {
  readonly #table: DynamicTable;
  /** The size that we announced as SETTINGS_HEADER_TABLE_SIZE, which the peer may not exceed. */
  readonly #maxTableSize: number;
  readonly #maxListSize: number;
  #scratch: Buffer = Buffer.allocUnsafeSlow(256);
  #bytes: Uint8Array = this.#scratch;
  #at = 0;
  #end = 0;

  constructor(maxTableSize: number, maxListSize: number) {
    this.#maxTableSize = maxTableSize;
    this.#maxListSize = maxListSize;
    this.#table = new DynamicTable(maxTableSize);
  }

  get tableSize(): number {
    return this.#table.size;
  }

  /** Throws ConnectionError COMPRESSION_ERROR, after which the tables of both sides differ and the connection must end. */
  decode(bytes: Uint8Array, start: number, end: number): Decoded {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    const fields: Field[] = [];
    let listSize = 0;
    while (this.#at < end) {
      const first = bytes[this.#at] as number;
      if ((first & 0xe0) === 0x20) {
        this.#resize(fields.length > 0 || listSize > 0);
        continue;
      }
      const field = (first & 0x80) !== 0 ? this.#indexed() : this.#literal(first);
      listSize += fieldSize(field.name, field.value);
      if (listSize <= this.#maxListSize) {
        fields.push(field);
      }
    }
    return { fields, truncated: listSize > this.#maxListSize };
  }

  /** A dynamic table size update (section 6.3). Section 4.2 allows it only before the first field. */
  #resize(late: boolean): void {
    const size = this.#integer(5);
    if (late || size > this.#maxTableSize) {
      throw compressionError(`a table size of ${size}${late ? " after a field" : ""}`);
    }
    this.#table.resize(size);
  }

  #indexed(): Field {
    return this.#entry(this.#integer(7));
  }

  #literal(first: number): Field {
    const isIndexing = (first & 0x40) !== 0;
    const index = this.#integer(isIndexing ? 6 : 4);
    const name = index === 0 ? this.#string() : this.#entry(index).name;
    const field = receivedField(name, this.#string());
    if (isIndexing) {
      this.#table.add(field);
    }
    return field;
  }

  #entry(index: number): Field {
    const field =
      index <= staticTable.length ? staticTable[index - 1] : this.#table.at(index - staticTable.length - 1);
    if (field === undefined) {
      throw compressionError(`no header field has the index ${index}`);
    }
    return field;
  }

  /** An integer (section 5.1). */
  #integer(prefix: number): number {
    const mask = (1 << prefix) - 1;
    let value = this.#byte() & mask;
    if (value < mask) {
      return value;
    }
    for (let shift = 0; shift <= 21; shift += 7) {
      const byte = this.#byte();
      value += (byte & 0x7f) << shift;
      if (byte < 0x80) {
        return value;
      }
    }
    throw compressionError("an integer of more than 28 bits");
  }

  #byte(): number {
    if (this.#at >= this.#end) {
      throw compressionError("a header block is cut off");
    }
    return this.#bytes[this.#at++] as number;
  }

  /** A string literal (section 5.2). */
  #string(): string {
    const isCoded = this.#at < this.#end && ((this.#bytes[this.#at] as number) & 0x80) !== 0;
    const length = this.#integer(7);
    const start = this.#at;
    if (length > this.#end - start) {
      throw compressionError("a string is longer than its header block");
    }
    this.#at += length;
    this.#reserve(decodedLimit(length));
    if (isCoded) {
      return this.#text(huffmanDecode(this.#bytes, start, this.#at, this.#scratch));
    }
    this.#scratch.set(this.#bytes.subarray(start, this.#at));
    return this.#text(length);
  }

  #text(length: number): string {
    for (let at = 0; at < length; at++) {
      if ((this.#scratch[at] as number) >= 0x80) {
        return this.#scratch.toString("utf8", 0, length);
      }
    }
    return this.#scratch.toString("latin1", 0, length);
  }

  #reserve(length: number): void {
    if (length > this.#scratch.length) {
      this.#scratch = Buffer.allocUnsafeSlow(length + entryOverhead);
    }
  }
}
