// Fields to header blocks. Fields that come again go to the dynamic table and cost one byte from then on.
import { type Field, fieldSize } from "./field.ts";
import { huffmanEncode, huffmanLength } from "./huffman.ts";
import { staticNames, staticTable } from "./static-table.ts";
import { DynamicTable } from "./table.ts";

/** More is never used, whatever the peer allows: it is what every peer starts with. */
const tableLimit = 4096;

/** Whose values hardly ever come twice: they would push out those that do. */
const volatile = new Set([
  "grpc-message",
  "grpc-status-details-bin",
  "grpc-timeout",
  "content-length",
  "traceparent",
]);

export class HpackEncoder {
  readonly #table = new DynamicTable(tableLimit, (field, number) => this.#forget(field, number));
  /** name → value → number in the dynamic table; negative numbers are the static table's. */
  readonly #index = new Map<string, Map<string, number>>();
  #buffer: Uint8Array = new Uint8Array(1024);
  #at = 0;
  /** Smallest and last size since the last block, which must say both (RFC 7541 section 4.2). */
  #announce: { smallest: number; last: number } | undefined;

  constructor() {
    for (const [position, { name, value }] of staticTable.entries()) {
      if (value !== "") {
        this.#remember(name, value, -(position + 1));
      }
    }
  }

  /** SETTINGS_HEADER_TABLE_SIZE of the peer. */
  setLimit(size: number): void {
    const capacity = Math.min(size, tableLimit);
    if (capacity === this.#table.capacity && this.#announce === undefined) {
      return;
    }
    this.#table.resize(capacity);
    const smallest = Math.min(capacity, this.#announce?.smallest ?? capacity);
    this.#announce = { smallest, last: capacity };
  }

  /** The block, valid until the next call. */
  encode(fields: readonly Field[]): Uint8Array {
    this.#at = 0;
    this.#announceSize();
    for (const field of fields) {
      this.#field(field);
    }
    return this.#buffer.subarray(0, this.#at);
  }

  #announceSize(): void {
    if (this.#announce === undefined) {
      return;
    }
    const { smallest, last } = this.#announce;
    this.#announce = undefined;
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
    const isVolatile = volatile.has(field.name);
    const isIndexing = !isVolatile && fieldSize(field.name, field.value) <= this.#table.capacity / 4;
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

  /** Of any entry with that name; 0 when there is none. */
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
