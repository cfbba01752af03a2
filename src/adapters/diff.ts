import type { Scoped } from "../context/index.ts";
import type { Differ } from "../core/diff.ts";
import { isKind, notImplemented } from "../errors/index.ts";
import { DiffService } from "../rpc/gen/diff.ts";
import { type Registration, serve } from "../rpc/handler.ts";
import { scoped } from "./scope.ts";
import { fromDescriptor, required, toDescriptor, toMount } from "./wire.ts";

/**
 * Asks one differ after the other: only "not implemented" passes the question on. Payloads are for stream processors, of
 * which there are none; clients such as nerdctl send them with layers that need no processor.
 */
export function diffService(differs: ReadonlyMap<string, Differ>): Registration {
  return serve(DiffService, {
    async apply(ctx, request) {
      const layer = toDescriptor(required(request.diff, "diff"));
      const mounts = request.mounts.map(toMount);
      const apply = (differ: Differ, scope: Scoped) =>
        differ.apply(scope, layer, mounts, { sync: request.syncFs });
      const applied = await firstAble(differs, scoped(ctx), apply);
      return { applied: fromDescriptor(applied.descriptor) };
    },
    async diff(ctx, request) {
      const { mediaType, ref, labels } = request;
      const options = {
        mediaType,
        ref,
        labels: { ...labels },
        sourceDateEpoch: request.sourceDateEpoch?.seconds,
      };
      const left = request.left.map(toMount);
      const right = request.right.map(toMount);
      const diff = (differ: Differ, scope: Scoped) => differ.diff(scope, left, right, options);
      return { diff: fromDescriptor(await firstAble(differs, scoped(ctx), diff)) };
    },
  });
}

async function firstAble<T>(
  differs: ReadonlyMap<string, Differ>,
  ctx: Scoped,
  ask: (differ: Differ, ctx: Scoped) => Promise<T>,
): Promise<T> {
  let refusal: unknown = notImplemented("no differ is loaded");
  for (const differ of differs.values()) {
    try {
      return await ask(differ, ctx);
    } catch (error) {
      if (!isKind(error, "not implemented")) {
        throw error;
      }
      refusal = error;
    }
  }
  throw refusal;
}
