// A slot stands for an interface where types are gone: it is containerd's plugin type at run time, and the interface for
// the compiler. Plugins say which slot they fill and which slots they need.

declare const provides: unique symbol;

/** What a plugin asks for. `T` is the type of what its `start` is given. */
export interface Need<T> {
  /** The plugin type of the slot. */
  readonly type: string;
  /**
   * How many providers are meant: `one` or `optional` any single one, `named` the one called `id`, `chosen` the one that
   * the setting `key` names, `ordered` those that the setting `key` lists, `all` every one.
   */
  readonly mode: "one" | "optional" | "all" | "named" | "chosen" | "ordered";
  /** The plugin id that a `named` need asks for. */
  readonly id?: string;
  /** The setting of the asking plugin that holds one id (`chosen`) or a list of ids (`ordered`). */
  readonly key?: string;
  /** Exists for the compiler only. */
  readonly [provides]?: T;
}

/**
 * An interface that plugins provide. A slot is itself the need for exactly one provider: for the built-in one where the
 * daemon has one, so that a user's plugin of the same type takes part only where the configuration or a need names it.
 */
export interface Slot<T> extends Need<T> {
  readonly mode: "one";
  /** The same provider, or undefined where there is none or where it failed. */
  readonly optional: Need<T | undefined>;
  /** Every provider that started, by plugin id, in the order in which they started. */
  readonly all: Need<ReadonlyMap<string, T>>;
  /** The provider with this plugin id. */
  named(id: string): Need<T>;
  /** The provider whose plugin id is the value of the asking plugin's setting `key`, a `key.string`. */
  chosen(key: string): Need<T>;
  /**
   * The providers whose plugin ids the asking plugin's setting `key`, a `key.strings`, lists: by id, in the order of that
   * list. The asking plugin fails when one of them does not run.
   */
  ordered(key: string): Need<ReadonlyMap<string, T>>;
}

/** Declares a slot. `type` is one of containerd's plugin types such as `io.containerd.snapshotter.v1`, or a new one. */
export function slot<T>(type: string): Slot<T> {
  return {
    type,
    mode: "one",
    optional: { type, mode: "optional" },
    all: { type, mode: "all" },
    named: (id) => ({ type, mode: "named", id }),
    chosen: (key) => ({ type, mode: "chosen", key }),
    ordered: (key) => ({ type, mode: "ordered", key }),
  };
}
