// A slot stands for an interface where types are gone: it is containerd's plugin type at run time, and the interface for
// the compiler. Plugins say which slot they fill and which slots they need.

declare const provides: unique symbol;

/** What a plugin asks for. `T` is the type of what its `start` is given. */
export interface Need<T> {
  /** The plugin type of the slot. */
  readonly type: string;
  /**
   * Which providers are meant: `one` is any single one, `named` the one called `id`, `chosen` the one that the setting
   * `key` names, `ordered` those that the setting `key` lists, `all` every one.
   */
  readonly mode: "one" | "named" | "chosen" | "ordered" | "all";
  /** The plugin id that a `named` need asks for. */
  readonly id?: string;
  /** The setting of the asking plugin that holds one id (`chosen`) or a list of ids (`ordered`). */
  readonly key?: string;
  /** Whether the plugin also starts without it, and is then given undefined. */
  readonly isOptional?: boolean;
  /** Exists for the compiler only. */
  readonly [provides]?: T;
}

/** A need without which the plugin fails, and its variant. */
export interface SingleNeed<T> extends Need<T> {
  /** The same provider, or undefined where there is none or where it failed. */
  readonly optional: Need<T | undefined>;
}

/**
 * An interface that plugins provide. A slot is itself the need for exactly one provider: for the built-in one where the
 * daemon has one, so that a user's plugin of the same type takes part only where the configuration or a need names it.
 */
export interface Slot<T> extends SingleNeed<T> {
  readonly mode: "one";
  /** Every provider that started, by plugin id, in the order in which they started. */
  readonly all: Need<ReadonlyMap<string, T>>;
  /** The provider with this plugin id. */
  named(id: string): SingleNeed<T>;
  /** The provider whose plugin id is the value of the asking plugin's setting `key`, a `key.string`. */
  chosen(key: string): SingleNeed<T>;
  /**
   * The providers whose plugin ids the asking plugin's setting `key`, a `key.strings`, lists: by id, in the order of that
   * list. The asking plugin fails when one of them does not run.
   */
  ordered(key: string): Need<ReadonlyMap<string, T>>;
}

/** Declares a slot. `type` is one of containerd's plugin types such as `io.containerd.snapshotter.v1`, or a new one. */
export function slot<T>(type: string): Slot<T> {
  return {
    ...single<T, "one">({ type, mode: "one" }),
    all: { type, mode: "all" },
    named: (id) => single({ type, mode: "named", id }),
    chosen: (key) => single({ type, mode: "chosen", key }),
    ordered: (key) => ({ type, mode: "ordered", key }),
  };
}

function single<T, Mode extends Need<T>["mode"]>(
  need: Need<T> & { readonly mode: Mode },
): SingleNeed<T> & { readonly mode: Mode } {
  const { type, mode, id, key } = need;
  const named = id === undefined ? {} : { id };
  const chosen = key === undefined ? {} : { key };
  return { ...need, optional: { type, mode, ...named, ...chosen, isOptional: true } };
}
