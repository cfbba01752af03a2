// Source: containerd internal/truncindex/truncindex.go.
import { notFound } from "../../errors/index.ts";

/** Objects by id, found by a prefix of it as well: crictl sends what a person typed. */
export class IdIndex<T extends { readonly id: string }> {
  readonly #noun: string;
  readonly #byId = new Map<string, T>();

  /** `noun` is what errors call such an object. */
  constructor(noun: string) {
    this.#noun = noun;
  }

  add(object: T): void {
    this.#byId.set(object.id, object);
  }

  remove(id: string): void {
    this.#byId.delete(id);
  }

  all(): T[] {
    return [...this.#byId.values()];
  }

  /** Undefined when there is none. An error when the prefix is empty, or when several ids begin so. */
  find(prefix: string): T | undefined {
    return this.#lookUp(prefix, `an error occurred when try to find ${this.#noun} ${JSON.stringify(prefix)}`);
  }

  /**
   * Not found: `FAILURE: not found`. What could not be done has other words in each method, by which clients know containerd's
   * errors.
   */
  get(prefix: string, failure: string): T {
    const found = this.#lookUp(prefix, failure);
    if (found === undefined) {
      throw notFound(failure);
    }
    return found;
  }

  /** The whole id that a prefix means; the prefix itself when it means none. */
  complete(prefix: string): string {
    try {
      return this.find(prefix)?.id ?? prefix;
    } catch {
      return prefix;
    }
  }

  #lookUp(prefix: string, failure: string): T | undefined {
    if (prefix === "") {
      throw new Error(`${failure}: prefix can't be empty`);
    }
    const exact = this.#byId.get(prefix);
    if (exact !== undefined) {
      return exact;
    }
    const [first, second] = this.all().filter(({ id }) => id.startsWith(prefix));
    if (second !== undefined) {
      throw new Error(`${failure}: Multiple IDs found with provided prefix: ${prefix}`);
    }
    return first;
  }
}
