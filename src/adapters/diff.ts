import type { Differ } from "../core/diff.ts";
import { fromDescriptor, toDescriptor } from "../messages/descriptor.ts";
import { toMount } from "../messages/mount.ts";
import { DiffService } from "../rpc/gen/diff.ts";
import { type Registration, serve } from "../rpc/handler.ts";
import { scoped } from "./scope.ts";
import { required } from "./wire.ts";

/**
 * The Diff service. Payloads of a request are for stream processors, of which there are none; clients such as nerdctl send
 * them with layers that need no processor, so they are no reason to refuse a layer.
 */
export function diffApi(differ: Differ): Registration {
  return serve(DiffService, {
    async apply(ctx, request) {
      const layer = toDescriptor(required(request.diff, "diff"));
      const mounts = request.mounts.map(toMount);
      const applied = await differ.apply(scoped(ctx), layer, mounts, { sync: request.syncFs });
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
      return { diff: fromDescriptor(await differ.diff(scoped(ctx), left, right, options)) };
    },
  });
}
