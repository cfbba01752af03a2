import { type Context, requireNamespace, type Scoped } from "../context/index.ts";
import { checkIdentifier } from "../core/identifier.ts";

/** Requires and checks the namespace of a call. This is the only place that does; behind it, every context is Scoped. */
export function scoped(ctx: Context): Scoped {
  const namespace = requireNamespace(ctx);
  checkIdentifier(namespace);
  return { ...ctx, namespace };
}
