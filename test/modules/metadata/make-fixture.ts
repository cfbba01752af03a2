// The program that wrote test/fixtures/v1/meta.db with the first release. It shows what is in that file. It must not be run with a
// later release, because the file would then have the later format.
import { join } from "node:path";
import { background } from "../../../src/context/index.ts";
import { ctx, digestOf, newContainer, newImage, openRig, put, spec } from "./rig.ts";

const path = join(import.meta.dir, "../../fixtures/v1/meta.db");
await using rig = await openRig({ path });
const { namespaces, images, containers, leases, snapshots } = rig.metadata;
await namespaces.create(ctx, { name: "default", labels: { "containerd.io/defaults/snapshotter": "native" } });
const image = newImage("docker.io/library/busybox:1.36", digestOf("manifest"), {
  "io.cri-containerd.image": "managed",
});
await images.create(ctx, {
  ...image,
  target: { ...image.target, annotations: { note: "kept" } },
  sourceDateEpoch: { seconds: 1_700_000_000, nanos: 123_456_789 },
});
await put(rig.metadata, "layer", { labels: { "containerd.io/gc.root": "1" } });
const native = snapshots.of("native");
await native.prepare(ctx, { key: "unpack" });
await native.commit(ctx, { name: "base", key: "unpack" });
await native.prepare(ctx, { key: "web", parent: "base" });
await containers.create(
  ctx,
  newContainer("web", {
    labels: { "nerdctl/name": "web" },
    image: image.name,
    runtime: {
      name: "io.containerd.runc.v2",
      options: { typeUrl: "containerd.runc.v1.Options", value: spec.value },
    },
    snapshotter: "native",
    snapshotKey: "web",
    sandbox: "pod",
    extensions: { "x/y": { typeUrl: "t", value: new Uint8Array([0, 255]) } },
  }),
);
const moby = background("moby");
await leases.create(moby, { id: "pull", labels: { "containerd.io/gc.flat": "1" } });
await leases.addResource(moby, "pull", { type: "content", id: digestOf("x") });
await leases.addResource(moby, "pull", { type: "snapshots/native", id: "x" });
