import { invalidArgument, notFound } from "../../errors/index.ts";

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

  /** Undefined when there is none. Invalid argument when several ids begin so. */
  find(prefix: string): T | undefined {
    const exact = this.#byId.get(prefix);
    if (exact !== undefined || prefix === "") {
      return exact;
    }
    const [first, second] = this.all().filter(({ id }) => id.startsWith(prefix));
    if (second !== undefined) {
      throw invalidArgument(`several ids of a ${this.#noun} begin with ${JSON.stringify(prefix)}`);
    }
    return first;
  }

  /** Not found: `an error occurred when try to find NOUN "ID"`, as kubelet knows it from containerd. */
  get(prefix: string): T {
    const found = this.find(prefix);
    if (found === undefined) {
      throw notFound(`an error occurred when try to find ${this.#noun} ${JSON.stringify(prefix)}`);
    }
    return found;
  }
}
