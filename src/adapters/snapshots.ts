import type { NamedSnapshots, SnapshotInfo, SnapshotKind, Snapshots } from "../core/snapshotter.ts";
import { fromMount } from "../messages/mount.ts";
import { type Info, Kind, SnapshotsService } from "../rpc/gen/snapshots.ts";
import { type Registration, serve } from "../rpc/handler.ts";
import type { Init } from "../rpc/message.ts";
import { scoped } from "./scope.ts";
import { empty, inBlocks, maskPaths, required } from "./wire.ts";

const kinds: Record<SnapshotKind, number> = {
  view: Kind.VIEW,
  active: Kind.ACTIVE,
  committed: Kind.COMMITTED,
};

export function snapshotsService(snapshots: Snapshots): Registration {
  const of = (request: { snapshotter: string }): NamedSnapshots => snapshots.of(request.snapshotter);
  return serve(SnapshotsService, {
    async prepare(ctx, request) {
      const { key, parent, labels } = request;
      const mounts = await of(request).prepare(scoped(ctx), { key, parent, labels: { ...labels } });
      return { mounts: mounts.map(fromMount) };
    },
    async view(ctx, request) {
      const { key, parent, labels } = request;
      const mounts = await of(request).view(scoped(ctx), { key, parent, labels: { ...labels } });
      return { mounts: mounts.map(fromMount) };
    },
    async mounts(ctx, request) {
      const mounts = await of(request).mounts(scoped(ctx), request.key);
      return { mounts: mounts.map(fromMount) };
    },
    async commit(ctx, request) {
      const { name, key, parent, labels } = request;
      await of(request).commit(scoped(ctx), { name, key, parent, labels: { ...labels } });
      return empty;
    },
    async remove(ctx, request) {
      await of(request).remove(scoped(ctx), request.key);
      return empty;
    },
    async stat(ctx, request) {
      return { info: fromInfo(await of(request).stat(scoped(ctx), request.key)) };
    },
    async update(ctx, request) {
      const { name, labels } = required(request.info, "info");
      const paths = maskPaths(request.updateMask);
      return { info: fromInfo(await of(request).update(scoped(ctx), name, { ...labels }, paths)) };
    },
    async *list(ctx, request) {
      for await (const block of inBlocks(of(request).list(scoped(ctx), request.filters))) {
        yield { info: block.map(fromInfo) };
      }
    },
    async usage(ctx, request) {
      return await of(request).usage(scoped(ctx), request.key);
    },
  });
}

function fromInfo(info: SnapshotInfo): Init<Info> {
  return { ...info, kind: kinds[info.kind] };
}
