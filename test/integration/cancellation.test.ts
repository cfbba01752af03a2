// A call is canceled at every step. Afterwards the same call succeeds, or says that the first one had completed, and nothing is left
// over. Transfers are tested in test/modules/registry/cancellation.test.ts, tasks in src/runtime/cancellation.test.ts.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Kind, kindOf } from "../../src/errors/index.ts";
import { digestOf } from "../../src/oci/digest.ts";
import { mediaTypes } from "../../src/oci/media-type.ts";
import type { CallOptions } from "../../src/rpc/channel.ts";
import { ContainersService } from "../../src/rpc/gen/containers.ts";
import { ContentService, WriteAction } from "../../src/rpc/gen/content.ts";
import { DiffService } from "../../src/rpc/gen/diff.ts";
import { ImagesService } from "../../src/rpc/gen/images.ts";
import { LeasesService } from "../../src/rpc/gen/leases.ts";
import { SnapshotsService } from "../../src/rpc/gen/snapshots.ts";
import { cancelAtEveryStep } from "../harness/cancellation.ts";
import { InProcessDaemon } from "../harness/in-process-daemon.ts";
import { archive } from "../harness/tar-archive.ts";

let daemon: InProcessDaemon;
const plain = (): CallOptions => daemon.options();

beforeAll(async () => {
  daemon = await InProcessDaemon.start();
});
afterAll(() => daemon[Symbol.asyncDispose]());

interface Case {
  /** Makes the objects that the call needs, before each attempt. */
  readonly prepare?: () => Promise<unknown>;
  readonly call: (options: CallOptions) => Promise<unknown>;
  /** How the call fails when the one before had completed; absent when it can be made any number of times. */
  readonly completed?: Kind;
  /** Removes what the call has made. */
  readonly undo?: () => Promise<unknown>;
}

/** All objects that a client could have left. */
async function things(): Promise<string[]> {
  const found: string[] = [];
  for await (const { info } of daemon.service(SnapshotsService).list({}, plain())) {
    found.push(...info.map(({ name }) => `snapshot ${name}`));
  }
  for await (const { info } of daemon.service(ContentService).list({}, plain())) {
    found.push(...info.map(({ digest }) => `blob ${digest}`));
  }
  const { statuses } = await daemon.service(ContentService).listStatuses({}, plain());
  const { leases } = await daemon.service(LeasesService).list({}, plain());
  const { images } = await daemon.service(ImagesService).list({}, plain());
  const { containers } = await daemon.service(ContainersService).list({}, plain());
  found.push(...statuses.map(({ ref }) => `ingest ${ref}`), ...leases.map(({ id }) => `lease ${id}`));
  found.push(...images.map(({ name }) => `image ${name}`), ...containers.map(({ id }) => `container ${id}`));
  return found.sort();
}

/** A client tries again while a reference is locked by its earlier call, as containerd's do. */
async function untilUnlocked(call: () => Promise<unknown>): Promise<unknown> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      if (kindOf(error) !== "unavailable" || tries === 100) {
        throw error;
      }
      await Bun.sleep(10);
    }
  }
}

function cancels(name: string, { prepare, call, completed, undo }: Case): void {
  test(name, async () => {
    const atFirst = await things();
    await prepare?.();
    const before = await things();
    const canceled = await cancelAtEveryStep(
      (cancellation) => call(daemon.options(cancellation)),
      async (outcome) => {
        if ("error" in outcome) {
          await untilUnlocked(() => call(plain())).catch((error: unknown) => {
            if (completed === undefined || kindOf(error) !== completed) {
              throw error;
            }
          });
        }
        await undo?.();
        await prepare?.();
        expect(await things()).toEqual(before);
      },
    );
    expect(canceled).toBeGreaterThan(1);
    if (prepare !== undefined) {
      await call(plain());
      await undo?.();
    }
    expect(await things()).toEqual(atFirst);
  }, 120_000);
}

/** Keeps objects to which nothing refers from being collected. */
const keep = { "containerd.io/gc.root": "test" };

const snapshots = () => daemon.service(SnapshotsService);
const removeSnapshot = (key: string) => () => snapshots().remove({ key }, plain());

cancels("Snapshots/Prepare", {
  call: (options) => snapshots().prepare({ key: "prepared", labels: keep }, options),
  completed: "already exists",
  undo: removeSnapshot("prepared"),
});

cancels("Snapshots/View", {
  call: (options) => snapshots().view({ key: "viewed", labels: keep }, options),
  completed: "already exists",
  undo: removeSnapshot("viewed"),
});

cancels("Snapshots/Commit", {
  prepare: () => snapshots().prepare({ key: "to-commit", labels: keep }, plain()),
  call: (options) => snapshots().commit({ key: "to-commit", name: "committed", labels: keep }, options),
  completed: "already exists",
  undo: removeSnapshot("committed"),
});

cancels("Snapshots/Remove", {
  prepare: () => snapshots().prepare({ key: "to-remove", labels: keep }, plain()),
  call: (options) => snapshots().remove({ key: "to-remove" }, options),
  completed: "not found",
});

const content = () => daemon.service(ContentService);
const bytes = new TextEncoder().encode("a blob of some bytes");
const digest = digestOf(bytes);

/** Writes a blob as containerd's clients do: from where an earlier attempt left the ingest. */
async function writeBlob(blob: Uint8Array, options: CallOptions): Promise<void> {
  const common = { ref: `ref-${digestOf(blob)}`, total: blob.length, expected: digestOf(blob) };
  const offset = Promise.withResolvers<number>();
  async function* messages() {
    yield { ...common, action: WriteAction.STAT };
    const begin = await offset.promise;
    const middle = (begin + blob.length) >> 1;
    for (const [from, to] of [[begin, middle] as const, [middle, blob.length] as const]) {
      if (from < to) {
        yield { ...common, action: WriteAction.WRITE, offset: from, data: blob.subarray(from, to) };
      }
    }
    yield { ...common, action: WriteAction.COMMIT, offset: blob.length, labels: keep };
  }
  try {
    for await (const reply of content().write(messages(), options)) {
      offset.resolve(reply.offset);
    }
  } finally {
    offset.resolve(0);
  }
}

cancels("Content/Write", {
  call: (options) => writeBlob(bytes, options),
  completed: "already exists",
  undo: () => content().delete({ digest }, plain()),
});

cancels("Content/Delete", {
  prepare: () => writeBlob(bytes, plain()),
  call: (options) => content().delete({ digest }, options),
  completed: "not found",
});

const leases = () => daemon.service(LeasesService);

cancels("Leases/Create", {
  call: (options) => leases().create({ id: "created" }, options),
  completed: "already exists",
  undo: () => leases().delete({ id: "created", sync: true }, plain()),
});

cancels("Leases/Delete, and wait for the collection", {
  prepare: () => leases().create({ id: "to-delete" }, plain()),
  call: (options) => leases().delete({ id: "to-delete", sync: true }, options),
  completed: "not found",
});

const images = () => daemon.service(ImagesService);
const image = {
  name: "example.com/a:b",
  target: { mediaType: mediaTypes.manifest, digest, size: bytes.length },
};

cancels("Images/Create", {
  call: (options) => images().create({ image }, options),
  completed: "already exists",
  undo: () => images().delete({ name: image.name }, plain()),
});

cancels("Images/Delete, and wait for the collection", {
  prepare: () => images().create({ image }, plain()),
  call: (options) => images().delete({ name: image.name, sync: true }, options),
  completed: "not found",
});

const containers = () => daemon.service(ContainersService);
const spec = { typeUrl: "types.containerd.io/opencontainers/runtime-spec/1/Spec", value: Buffer.from("{}") };
const container = { id: "created", runtime: { name: "io.containerd.runc.v2" }, spec };

cancels("Containers/Create", {
  call: (options) => containers().create({ container }, options),
  completed: "already exists",
  undo: () => containers().delete({ id: container.id }, plain()),
});

const diffs = () => daemon.service(DiffService);
const tar = archive({ name: "file", data: "x".repeat(100_000) });
const layer = { mediaType: mediaTypes.layer, digest: digestOf(tar), size: tar.length };
const mountsOf = async (key: string) => (await snapshots().mounts({ key }, plain())).mounts;

cancels("Diff/Apply", {
  prepare: async () => {
    await writeBlob(tar, plain());
    await snapshots().prepare({ key: "target", labels: keep }, plain());
  },
  call: async (options) => diffs().apply({ diff: layer, mounts: await mountsOf("target") }, options),
  undo: async () => {
    await snapshots().remove({ key: "target" }, plain());
    await content().delete({ digest: layer.digest }, plain());
  },
});

cancels("Diff/Diff", {
  prepare: async () => {
    await writeBlob(tar, plain());
    await snapshots().prepare({ key: "target", labels: keep }, plain());
    await diffs().apply({ diff: layer, mounts: await mountsOf("target") }, plain());
  },
  call: async (options) => {
    const right = await mountsOf("target");
    await diffs().diff(
      { left: [], right, mediaType: mediaTypes.layerGzip, ref: "diffed", labels: keep },
      options,
    );
  },
  undo: async () => {
    await snapshots().remove({ key: "target" }, plain());
    for await (const { info } of content().list({}, plain())) {
      for (const blob of info) {
        await content().delete({ digest: blob.digest }, plain());
      }
    }
  },
});
