// Creating containers in process, over the daemon's stores.
import { containerCreationSuite } from "../../contracts/container-creation-suite.ts";
import { ctx, openRig, put } from "../metadata/rig.ts";

containerCreationSuite(async () => {
  const rig = await openRig();
  const { metadata } = rig;
  const native = metadata.snapshots.of("native");
  return {
    ctx,
    stores: {
      containers: metadata.containers,
      leases: metadata.leases,
      snapshots: (name) => metadata.snapshots.of(name),
    },
    blobs: metadata.content,
    put: (text) => put(metadata, text, { labels: { "containerd.io/gc.root": "test" } }),
    prepare: (source) => native.prepare(ctx, source),
    commit: (commit) => native.commit(ctx, commit),
    snapshots: async () => (await Array.fromAsync(native.list(ctx))).map(({ name }) => name),
    containers: () => Array.fromAsync(metadata.containers.list(ctx)),
    leases: async () => (await metadata.leases.list(ctx)).map(({ id }) => id),
    [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose](),
  };
});
