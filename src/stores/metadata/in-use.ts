import type { ObjectInUse } from "./changes/collect.ts";

/** Objects that somebody is working with: while they are here, no collection takes them. */
export class InUse {
  readonly #objects = new Set<ObjectInUse>();

  /** The object stays until what is returned is disposed. */
  add(...object: ObjectInUse): Disposable {
    const entry: ObjectInUse = [...object];
    this.#objects.add(entry);
    return { [Symbol.dispose]: () => this.#objects.delete(entry) };
  }

  list(): ObjectInUse[] {
    return [...this.#objects];
  }
}
