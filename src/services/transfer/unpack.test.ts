import { expect, test } from "bun:test";
import { background } from "../../context/index.ts";
import { KeyedLock } from "../../context/keyed-lock.ts";
import { Limiter } from "../../context/limiter.ts";
import type { ContentStore } from "../../core/content.ts";
import type { Descriptor } from "../../core/descriptor.ts";
import type { Differ } from "../../core/diff.ts";
import type { NamedSnapshots } from "../../core/snapshotter.ts";
import type { ImageConfig } from "../../oci/manifest-config.ts";
import { unpack } from "./unpack.ts";

const digest = (digit: number): string => `sha256:${String(digit).repeat(64)}`;
const descriptor = (digit: number): Descriptor => ({ mediaType: "layer", digest: digest(digit), size: 1 });

/** Unpacks two layers whose diff ids are their digests, and notes what happens to their snapshots. */
async function unpackTwo(happened: string[], apply: Differ["apply"], unpacksAtOnce: number): Promise<void> {
  const note = async (what: string): Promise<void> => {
    happened.push(what);
  };
  const snapshots = {
    canRebase: true,
    prepare: async () => {
      happened.push("prepare");
      return [];
    },
    commit: () => note("commit"),
    remove: () => note("remove"),
  } as unknown as NamedSnapshots;
  const layers = [descriptor(1), descriptor(2)];
  await unpack(background("test"), {
    snapshotter: "fake",
    layerOptions: {
      snapshots,
      differ: { canRebase: true, apply } as Differ,
      content: { update: async () => {} } as unknown as ContentStore,
      sync: true,
      progress: () => {},
    },
    config: descriptor(3),
    image: { diffIds: layers.map((layer) => layer.digest) } as unknown as ImageConfig,
    layers,
    fetch: async () => {},
    onExtracted: () => {},
    limiter: new Limiter(unpacksAtOnce),
    locks: new KeyedLock(),
    parallel: true,
  });
}

test("a layer that waits for the disk lets the next one be written", async () => {
  const second = Promise.withResolvers<void>();
  const happened: string[] = [];
  const apply: Differ["apply"] = async (_ctx, layer, _mounts, options) => {
    if (layer.digest === digest(1)) {
      options?.written?.();
      await second.promise;
    } else {
      second.resolve();
    }
    return { descriptor: layer };
  };
  await unpackTwo(happened, apply, 1);
  expect(happened).toEqual(["prepare", "prepare", "commit", "commit"]);
});

test("a layer that fails while it waits for the disk fails the unpacking, and no snapshot is left", async () => {
  const happened: string[] = [];
  const apply: Differ["apply"] = async (_ctx, layer, _mounts, options) => {
    options?.written?.();
    throw new Error(`disk full at ${layer.digest}`);
  };
  await expect(unpackTwo(happened, apply, 2)).rejects.toThrow("failed to extract layer");
  expect(happened).toEqual(["prepare", "prepare", "remove", "remove"]);
});
