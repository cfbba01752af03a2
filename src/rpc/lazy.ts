// Used by the generated code, whose message classes are made only when they are needed.

/** Defines a property whose value is made when it is first read. */
export function lazy(owner: object, name: string, make: () => unknown): void {
  Object.defineProperty(owner, name, {
    configurable: true,
    enumerable: true,
    get: () => {
      const value = make();
      Object.defineProperty(owner, name, { configurable: true, enumerable: true, writable: true, value });
      return value;
    },
  });
}
