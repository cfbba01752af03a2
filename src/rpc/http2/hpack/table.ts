// The dynamic table (RFC 7541 sections 2.3.2 and 4). The newest entry has the lowest index, and the oldest is evicted first.
import type { Field } from "./field.ts";
import { fieldSize } from "./field.ts";

export class DynamicTable {
  #ring: (Field | undefined)[] = new Array(16);
  /** How many entries were ever added, which is also the number of the next one. */
  #added = 0;
  #length = 0;
  #size = 0;
  #capacity: number;
  readonly #evicted: ((field: Field, number: number) => void) | undefined;

  constructor(capacity: number, evicted?: (field: Field, number: number) => void) {
    this.#capacity = capacity;
    this.#evicted = evicted;
  }

  get length(): number {
    return this.#length;
  }

  /** The size of all entries in the sense of RFC 7541 section 4.1. */
  get size(): number {
    return this.#size;
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** The number that the next entry will get. Numbers are never used again. */
  get nextNumber(): number {
    return this.#added;
  }

  resize(capacity: number): void {
    this.#capacity = capacity;
    this.#evictTo(capacity);
  }

  /** An entry that is larger than the table empties it and is not stored, which is not an error (RFC 7541 section 4.4). */
  add(field: Field): void {
    const size = fieldSize(field.name, field.value);
    this.#evictTo(this.#capacity - size);
    if (size > this.#capacity) {
      return;
    }
    if (this.#length === this.#ring.length) {
      this.#grow();
    }
    this.#ring[this.#added % this.#ring.length] = field;
    this.#added++;
    this.#length++;
    this.#size += size;
  }

  /** The entry of this age; the newest has age 0. */
  at(age: number): Field | undefined {
    return age < this.#length ? this.#ring[(this.#added - 1 - age) % this.#ring.length] : undefined;
  }

  #evictTo(size: number): void {
    while (this.#length > 0 && this.#size > size) {
      const number = this.#added - this.#length;
      const slot = number % this.#ring.length;
      const field = this.#ring[slot] as Field;
      this.#ring[slot] = undefined;
      this.#length--;
      this.#size -= fieldSize(field.name, field.value);
      this.#evicted?.(field, number);
    }
  }

  #grow(): void {
    const larger: (Field | undefined)[] = new Array(this.#ring.length * 2);
    for (let number = this.#added - this.#length; number < this.#added; number++) {
      larger[number % larger.length] = this.#ring[number % this.#ring.length];
    }
    this.#ring = larger;
  }
}
