// The registry client of the tests, and what they do with it.
import type { Context } from "../../../src/context/index.ts";
import { background } from "../../../src/context/index.ts";
import type { Descriptor } from "../../../src/core/descriptor.ts";
import type { Registry, Repository } from "../../../src/core/registry.ts";
import type { Credentials } from "../../../src/core/transfer.ts";
import { createRegistry } from "../../../src/registry/registry.ts";
import type { TestImage } from "./image.ts";

export const ctx: Context = background();

export const registry: Registry = createRegistry({
  configPath: [],
  timeouts: { head: 30_000, idle: 30_000 },
});

export const alice: Credentials = { kind: "credentials", username: "alice", secret: "secret" };

export async function read(repository: Repository, descriptor: Descriptor, offset = 0): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of repository.fetch(ctx, descriptor, offset)) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export async function push(
  repository: Repository,
  { blobs, config, layers, manifest }: TestImage,
): Promise<void> {
  const target = repository.pusher(ctx, manifest.digest);
  for (const descriptor of [config, ...layers, manifest]) {
    if (!(await target.exists(ctx, descriptor))) {
      await target.push(ctx, descriptor, async function* (offset) {
        yield (blobs.get(descriptor.digest) ?? new Uint8Array()).slice(offset);
      });
    }
  }
}

export const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "no error",
    (error: unknown) => error,
  );

/** The layer with the bulk, whose transfer takes a while. */
export function bulkOf(image: TestImage): Descriptor {
  const layer = image.layers[2];
  if (layer === undefined) {
    throw new Error("no bulk layer");
  }
  return layer;
}
