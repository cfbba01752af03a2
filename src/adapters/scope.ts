import { type Context, requireNamespace, type Scoped } from "../context/index.ts";
import { checkIdentifier } from "../core/identifier.ts";

/** The one place where a call's namespace is required and checked: behind it every context is Scoped. */
export function scoped(ctx: Context): Scoped {
  const namespace = requireNamespace(ctx);
  checkIdentifier(namespace);
  return { ...ctx, namespace };
}
