// A slot is an interface's value twin: containerd's plugin type at run time, the interface for the compiler.

declare const provides: unique symbol;

/** What a plugin asks for. `T` is what it is given. */
export interface Need<T> {
  readonly type: string;
  readonly mode: "one" | "optional" | "all" | "named";
  readonly id?: string;
  readonly [provides]?: T;
}

/** A slot is itself the need for exactly one provider. */
export interface Slot<T> extends Need<T> {
  readonly mode: "one";
  /** The provider, or undefined where there is none or it failed. */
  readonly optional: Need<T | undefined>;
  /** Every provider that started, by plugin id, in boot order. */
  readonly all: Need<ReadonlyMap<string, T>>;
  /** The provider with this plugin id. */
  named(id: string): Need<T>;
}

/** Declares a slot. `type` is one of containerd's plugin types, e.g. `io.containerd.snapshotter.v1`. */
export function slot<T>(type: string): Slot<T> {
  return {
    type,
    mode: "one",
    optional: { type, mode: "optional" },
    all: { type, mode: "all" },
    named: (id) => ({ type, mode: "named", id }),
  };
}
