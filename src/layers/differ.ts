// The built-in differ. It applies layers in helper processes that take several of them, and makes each in a process of its own.
import { randomUUID } from "node:crypto";
import { detached, type Scoped } from "../context/index.ts";
import type { ContentStore, ContentWriter } from "../core/content.ts";
import type { Descriptor } from "../core/descriptor.ts";
import type { Applied, ApplyOptions, Differ, DiffOptions } from "../core/diff.ts";
import type { Digest } from "../core/digest.ts";
import { type Labels, uncompressedLabel } from "../core/labels.ts";
import type { Mount } from "../core/mount.ts";
import { isKind } from "../errors/index.ts";
import { isSettled } from "./apply/unsettled.ts";
import { runChild } from "./child.ts";
import { Children } from "./children.ts";
import type { ApplyResult, DiffResult, RebaseJob } from "./job.ts";
import { localBlob } from "./local-blob.ts";
import { diffCompression, gzipLayer, requireLayer, uncompressedLayer } from "./media-type.ts";

export class WalkingDiffer implements Differ, AsyncDisposable {
  readonly canRebase = true;
  readonly #content: ContentStore;
  readonly #command: readonly string[];
  readonly #children: Children;

  constructor(content: ContentStore, command: readonly string[]) {
    this.#content = content;
    this.#command = command;
    this.#children = new Children(command);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#children[Symbol.asyncDispose]();
  }

  async apply(
    ctx: Scoped,
    layer: Descriptor,
    mounts: readonly Mount[],
    options: ApplyOptions = {},
  ): Promise<Applied> {
    requireLayer(layer.mediaType);
    await using blob = await localBlob(ctx, this.#content, layer.digest);
    const { mediaType, digest, size } = layer;
    const job = {
      command: "apply",
      blob: blob.path,
      layer: { mediaType, digest, size },
      mounts,
      sync: options.sync ?? true,
    } as const;
    const { progress, written } = options;
    const result = (await this.#children.run(ctx, job, { progress, written })) as ApplyResult;
    const { unsettled } = result;
    return {
      descriptor: { mediaType: uncompressedLayer, digest: result.digest, size: result.size },
      ...(isSettled(unsettled)
        ? {}
        : { rebase: (inner, parents) => this.#rebase(inner, { mounts, parents, unsettled }) }),
    };
  }

  async #rebase(ctx: Scoped, job: Omit<RebaseJob, "command">): Promise<void> {
    await this.#children.run(ctx, { command: "rebase", ...job }, {});
  }

  async diff(
    ctx: Scoped,
    lower: readonly Mount[],
    upper: readonly Mount[],
    options: DiffOptions = {},
  ): Promise<Descriptor> {
    const mediaType = options.mediaType || gzipLayer;
    const compression = diffCompression(mediaType);
    const { sourceDateEpoch } = options;
    const job = { command: "diff", lower, upper, compression, sourceDateEpoch } as const;
    const ref = options.ref || `diff-${randomUUID()}`;
    const writer = await this.#content.writer(ctx, { ref });
    try {
      if (writer.status.offset > 0) {
        await writer.truncate();
      }
      const output = (bytes: Uint8Array): Promise<void> => writer.write(bytes);
      const plain = (await runChild(ctx, job, { command: this.#command, output })) as DiffResult;
      const labels = { ...options.labels };
      if (compression !== "none") {
        labels[uncompressedLabel] = plain.digest;
      }
      const digest = await commit(ctx, writer, labels);
      return { mediaType, ...(await this.#labelled(ctx, digest, labels)) };
    } catch (error) {
      await writer.close();
      if (!options.ref) {
        await this.#content.abort(detached(ctx), ref).catch(() => {});
      }
      throw error;
    }
  }

  /** Adds the label with the digest of the plain archive, which a blob that was there before may lack. */
  async #labelled(ctx: Scoped, digest: Digest, labels: Labels): Promise<{ digest: Digest; size: number }> {
    const info = await this.#content.info(ctx, digest);
    const plain = labels[uncompressedLabel];
    if (plain !== undefined && info.labels[uncompressedLabel] === undefined) {
      const change = { [uncompressedLabel]: plain };
      await this.#content.update(ctx, digest, change, [`labels.${uncompressedLabel}`]);
    }
    return { digest, size: info.size };
  }
}

async function commit(ctx: Scoped, writer: ContentWriter, labels: Labels): Promise<Digest> {
  const digest = await writer.digest();
  try {
    return await writer.commit(ctx, { expected: digest, labels });
  } catch (error) {
    if (isKind(error, "already exists")) {
      return digest;
    }
    throw error;
  }
}
