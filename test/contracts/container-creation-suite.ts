// The contract suite for creating containers. It runs over the daemon's stores, and over those of the client library.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { derive, type Scoped } from "../../src/context/index.ts";
import type { Container } from "../../src/core/container.ts";
import type { Mount } from "../../src/core/mount.ts";
import type { SnapshotCommit, SnapshotSource } from "../../src/core/snapshotter.ts";
import { canceled, kindOf, messageOf } from "../../src/errors/index.ts";
import type { ContainerStores } from "../../src/oci/container/contracts.ts";
import { createContainer, stopSignalLabel } from "../../src/oci/container/create.ts";
import type { ContainerPlan } from "../../src/oci/container/plan.ts";
import type { BlobReader } from "../../src/oci/manifest-read.ts";
import { PlatformImage } from "../../src/oci/platform-image.ts";
import { withArgs, withEnv, withImageConfig, withUser } from "../../src/oci/spec/index.ts";
import { eventually } from "../harness/command.ts";

/** The stores in which a suite creates containers, and a view of what is in them. */
export interface CreationSubject extends AsyncDisposable {
  readonly ctx: Scoped;
  readonly stores: ContainerStores;
  readonly blobs: BlobReader;
  /** Writes a blob to the content store; returns its digest. */
  put(text: string): Promise<string>;
  /** Makes the committed snapshot that an image's layers would make. */
  prepare(source: SnapshotSource): Promise<readonly Mount[]>;
  commit(commit: SnapshotCommit): Promise<void>;
  /** Keys and names of all snapshots. */
  snapshots(): Promise<string[]>;
  containers(): Promise<Container[]>;
  leases(): Promise<string[]>;
}

const layer = `sha256:${"a".repeat(64)}`;
const runtime = { name: "io.containerd.runc.v2" };

const imageConfig = {
  os: "linux",
  architecture: process.arch === "x64" ? "amd64" : process.arch,
  rootfs: { type: "layers", diff_ids: [layer] },
  config: {
    Entrypoint: ["/entry"],
    Cmd: ["default"],
    Env: ["A=image", "B=image"],
    User: "guest",
    StopSignal: "SIGQUIT",
    Labels: { title: "fine", "containerd.io/restart.loguri": "binary:///bin/sh" },
  },
};

async function makeImage(subject: CreationSubject): Promise<PlatformImage> {
  const config = JSON.stringify(imageConfig);
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: {
      mediaType: "application/vnd.oci.image.config.v1+json",
      digest: await subject.put(config),
      size: config.length,
    },
    layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar", digest: layer, size: 1 }],
  });
  const [mount] = await subject.prepare({ key: "layer", labels: { "containerd.io/gc.root": "test" } });
  mkdirSync(join(mount?.source ?? "", "etc"));
  writeFileSync(join(mount?.source ?? "", "etc/passwd"), "root:x:0:0::/:\nguest:x:1000:1000::/:\n");
  await subject.commit({ key: "layer", name: layer, labels: { "containerd.io/gc.root": "test" } });
  const time = { seconds: 0, nanos: 0 };
  const target = {
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    digest: await subject.put(manifest),
    size: manifest.length,
  };
  const record = {
    name: "docker.io/test/image:1",
    labels: { own: "label" },
    target,
    createdAt: time,
    updatedAt: time,
  };
  return new PlatformImage(subject.ctx, subject.blobs, record);
}

/** Declares the suite's tests. */
export function containerCreationSuite(open: () => Promise<CreationSubject>): void {
  let subject: CreationSubject;
  let image: PlatformImage;

  beforeAll(async () => {
    subject = await open();
    image = await makeImage(subject);
  }, 60_000);
  afterAll(() => subject[Symbol.asyncDispose]());

  const create = (
    id: string,
    change: Partial<ContainerPlan> = {},
    stores = subject.stores,
    ctx = subject.ctx,
  ) =>
    createContainer(ctx, stores, id, { image, snapshotter: "native", newSnapshot: true, runtime, ...change });
  const specOf = ({ spec }: Container) => JSON.parse(Buffer.from(spec.value).toString());

  /** Returns the error of a creation, after a check that nothing of the container is left. */
  async function refusal(id: string, work: Promise<unknown>): Promise<[kind: string, message: string]> {
    const error = await work.then(
      () => new Error("it succeeded"),
      (reason: unknown) => reason,
    );
    expect((await subject.containers()).map((container) => container.id)).not.toContain(id);
    expect(await subject.snapshots()).not.toContain(id);
    return [kindOf(error), messageOf(error)];
  }

  test("an image gives the configuration, the labels and the snapshot's parent", async () => {
    const { record, mounts } = await create("made", {
      spec: [withEnv("A=caller"), withImageConfig()],
      labels: { title: "mine", [stopSignalLabel]: "SIGINT" },
    });
    const { process: started } = specOf(record);
    expect(started).toMatchObject({ args: ["/entry", "default"], env: ["A=caller", "B=image"] });
    expect(started.user).toMatchObject({ uid: 1000, gid: 1000 });
    expect(record).toMatchObject({
      id: "made",
      image: "docker.io/test/image:1",
      snapshotter: "native",
      snapshotKey: "made",
      runtime,
      labels: { title: "mine", own: "label", [stopSignalLabel]: "SIGINT" },
    });
    expect(Object.keys(record.labels).sort()).toEqual([stopSignalLabel, "own", "title"]);
    expect(mounts).toHaveLength(1);
    expect(await subject.containers()).toMatchObject([{ id: "made" }]);
    const { record: other } = await create("other", { newSnapshot: "key-of-its-own" });
    expect(other.snapshotKey).toBe("key-of-its-own");
    expect(other.labels[stopSignalLabel]).toBe("SIGQUIT");
  });

  test("no lease is left", async () => {
    await create("leased");
    await eventually("the end of the lease", async () => (await subject.leases()).length === 0);
  });

  test("a whole spec, and a container without a snapshot", async () => {
    const spec = { ociVersion: "1.2.1", process: { user: { uid: 7, gid: 7 }, cwd: "/", args: ["x"] } };
    const { record, mounts } = await createContainer(subject.ctx, subject.stores, "bare", {
      snapshotter: "",
      runtime,
      spec,
    });
    expect(specOf(record)).toEqual(spec);
    expect(record).toMatchObject({ image: "", snapshotter: "", snapshotKey: "", labels: {} });
    expect(mounts).toBeUndefined();
  });

  test("an id that is taken keeps what it has", async () => {
    await create("taken", { newSnapshot: "taken-key" });
    const again = create("taken", { newSnapshot: "taken-other" });
    const error = await again.catch((reason: unknown) => reason);
    expect(kindOf(error)).toBe("already exists");
    expect(await subject.snapshots()).toContain("taken-key");
    expect(await subject.snapshots()).not.toContain("taken-other");
    const sameKey = await create("thief", { newSnapshot: "taken-key" }).catch((reason: unknown) => reason);
    expect(kindOf(sameKey)).toBe("already exists");
    expect(await subject.snapshots()).toContain("taken-key");
  });

  test("a spec that cannot be built leaves nothing", async () => {
    const [kind, message] = await refusal("nobody", create("nobody", { spec: [withUser("nosuchuser")] }));
    expect([kind, message]).toEqual(["not found", 'user "nosuchuser": no users found: not found']);
    expect(await refusal("imageless", create("imageless", { image: undefined }))).toEqual([
      "failed precondition",
      'new snapshot for container "imageless": no image: failed precondition',
    ]);
  });

  test("a caller that gives up leaves nothing, whether the record was made or not", async () => {
    for (const isMade of [false, true]) {
      const stop = new AbortController();
      const stores: ContainerStores = {
        ...subject.stores,
        snapshots: (name) => subject.stores.snapshots(name),
        containers: {
          get: (ctx, id) => subject.stores.containers.get(ctx, id),
          delete: (ctx, id) => subject.stores.containers.delete(ctx, id),
          create: async (ctx, container) => {
            if (isMade) {
              await subject.stores.containers.create(ctx, container);
            }
            stop.abort();
            throw canceled("the caller has gone");
          },
        },
      };
      const ctx = derive(subject.ctx, { signal: stop.signal });
      const [kind] = await refusal("abandoned", create("abandoned", { spec: [withArgs("x")] }, stores, ctx));
      expect(kind).toBe("canceled");
      await create("abandoned");
      await subject.stores.containers.delete(subject.ctx, "abandoned");
      await subject.stores.snapshots("native").remove(subject.ctx, "abandoned");
    }
  });
}
