// Encodes fields to header blocks. A field that is likely to be sent again goes to the dynamic table, and then takes one byte.
import { type Field, fieldSize } from "./field.ts";
import { huffmanEncode, huffmanLength } from "./huffman.ts";
import { staticNames, staticTable } from "./static-table.ts";
import { DynamicTable } from "./table.ts";

/** The most that we use of the peer's table, whatever the peer allows. Every peer starts with this size. */
const tableLimit = 4096;

/** Fields whose values are hardly ever sent twice. In the table they would push out fields that are. */
const neverIndexed = new Set([
  "grpc-message",
  "grpc-status-details-bin",
  "grpc-timeout",
  "content-length",
  "traceparent",
]);

export class HpackEncoder {
  readonly #table = new DynamicTable(tableLimit, (field, number) => this.#forget(field, number));
  /** By name and value, the number in the dynamic table; negative numbers stand for entries of the static table. */
  readonly #index = new Map<string, Map<string, number>>();
  #buffer: Uint8Array = new Uint8Array(1024);
  #at = 0;
  /** The smallest and the last size since the previous block. The next block must announce both (RFC 7541 section 4.2). */
  #sizeUpdate: { smallest: number; last: number } | undefined;

  constructor() {
    for (const [position, { name, value }] of staticTable.entries()) {
      if (value !== "") {
        this.#remember(name, value, -(position + 1));
      }
    }
  }

  /** Obeys the peer's SETTINGS_HEADER_TABLE_SIZE. */
  setLimit(size: number): void {
    const capacity = Math.min(size, tableLimit);
    if (capacity === this.#table.capacity && this.#sizeUpdate === undefined) {
      return;
    }
    this.#table.resize(capacity);
    const smallest = Math.min(capacity, this.#sizeUpdate?.smallest ?? capacity);
    this.#sizeUpdate = { smallest, last: capacity };
  }

  /** The result is valid until the next call. */
  encode(fields: readonly Field[]): Uint8Array {
    this.#at = 0;
    this.#announceSize();
    for (const field of fields) {
      this.#field(field);
    }
    return this.#buffer.subarray(0, this.#at);
  }

  #announceSize(): void {
    if (this.#sizeUpdate === undefined) {
      return;
    }
    const { smallest, last } = this.#sizeUpdate;
    this.#sizeUpdate = undefined;
    this.#reserve(16);
    if (smallest < last) {
      this.#integer(0x20, 5, smallest);
    }
    this.#integer(0x20, 5, last);
  }

  #field(field: Field): void {
    const known = this.#index.get(field.name)?.get(field.value);
    if (known !== undefined) {
      this.#reserve(8);
      this.#integer(0x80, 7, this.#indexOf(known));
      return;
    }
    const isSmall = fieldSize(field.name, field.value) <= this.#table.capacity / 4;
    const isIndexing = isSmall && !neverIndexed.has(field.name);
    const nameIndex = staticNames.get(field.name) ?? this.#anyIndexOf(field.name);
    this.#reserve(8);
    this.#integer(isIndexing ? 0x40 : 0, isIndexing ? 6 : 4, nameIndex);
    if (nameIndex === 0) {
      this.#string(field.name);
    }
    this.#string(field.value);
    if (isIndexing) {
      const number = this.#table.nextNumber;
      this.#table.add(field);
      this.#remember(field.name, field.value, number);
    }
  }

  #remember(name: string, value: string, number: number): void {
    const values = this.#index.get(name);
    if (values === undefined) {
      this.#index.set(name, new Map([[value, number]]));
    } else {
      values.set(value, number);
    }
  }

  #forget(field: Field, number: number): void {
    const values = this.#index.get(field.name);
    if (values?.get(field.value) !== number) {
      return;
    }
    values.delete(field.value);
    if (values.size === 0) {
      this.#index.delete(field.name);
    }
  }

  #indexOf(number: number): number {
    return number < 0 ? -number : staticTable.length + this.#table.nextNumber - number;
  }

  /** The index of any entry with this name; 0 when there is none. */
  #anyIndexOf(name: string): number {
    for (const number of this.#index.get(name)?.values() ?? []) {
      return this.#indexOf(number);
    }
    return 0;
  }

  #integer(pattern: number, prefix: number, value: number): void {
    const mask = (1 << prefix) - 1;
    if (value < mask) {
      this.#buffer[this.#at++] = pattern | value;
      return;
    }
    this.#buffer[this.#at++] = pattern | mask;
    let rest = value - mask;
    while (rest >= 0x80) {
      this.#buffer[this.#at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#buffer[this.#at++] = rest;
  }

  #string(text: string): void {
    const bytes = Buffer.from(text, "utf8");
    const coded = huffmanLength(bytes);
    this.#reserve(Math.min(coded, bytes.length) + 8);
    if (coded < bytes.length) {
      this.#integer(0x80, 7, coded);
      this.#at = huffmanEncode(bytes, this.#buffer, this.#at);
    } else {
      this.#integer(0, 7, bytes.length);
      this.#buffer.set(bytes, this.#at);
      this.#at += bytes.length;
    }
  }

  #reserve(length: number): void {
    if (this.#at + length > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(this.#buffer.length * 2, this.#at + length));
      larger.set(this.#buffer.subarray(0, this.#at));
      this.#buffer = larger;
    }
  }
}
