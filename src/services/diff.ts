// Several differs as one. Source: containerd plugins/services/diff/local.go.
import type { Differ } from "../core/diff.ts";
import { isKind, notImplemented } from "../errors/index.ts";

/** How the differs are asked. */
export interface DiffServiceOptions {
  /** The first differ that does not answer `not implemented` decides. */
  readonly differs: readonly Differ[];
  /** Make files durable even where the caller does not ask for it. */
  readonly sync: boolean;
}

/** A differ that asks the given ones in their order. */
export function diffService({ differs, sync }: DiffServiceOptions): Differ {
  return {
    // Which differ will apply a layer is not known beforehand, so all of them must be able to.
    canRebase: differs.length > 0 && differs.every(({ canRebase }) => canRebase === true),
    apply: (ctx, layer, mounts, options = {}) => {
      const asked = sync ? { ...options, sync } : options;
      return firstAble(differs, (differ) => differ.apply(ctx, layer, mounts, asked));
    },
    diff: (ctx, lower, upper, options) =>
      firstAble(differs, (differ) => differ.diff(ctx, lower, upper, options)),
  };
}

async function firstAble<T>(differs: readonly Differ[], ask: (differ: Differ) => Promise<T>): Promise<T> {
  let refusal: unknown = notImplemented("no differ is configured");
  for (const differ of differs) {
    try {
      return await ask(differ);
    } catch (error) {
      if (!isKind(error, "not implemented")) {
        throw error;
      }
      refusal = error;
    }
  }
  throw refusal;
}
