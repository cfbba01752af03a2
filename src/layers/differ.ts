// Layers applied and made in helper processes, one each.
import type { Scoped } from "../context/index.ts";
import type { ContentStore } from "../core/content.ts";
import type { Descriptor } from "../core/descriptor.ts";
import type { Applied, ApplyOptions, Differ } from "../core/diff.ts";
import type { Mount } from "../core/mount.ts";
import { notImplemented } from "../errors/index.ts";
import { runChild } from "./child.ts";
import type { ApplyResult } from "./job.ts";
import { compressionOf, uncompressedLayer } from "./media-type.ts";

export class WalkingDiffer implements Differ {
  private readonly content: ContentStore;
  private readonly command: readonly string[];

  constructor(content: ContentStore, command: readonly string[]) {
    this.content = content;
    this.command = command;
  }

  async apply(
    ctx: Scoped,
    layer: Descriptor,
    mounts: readonly Mount[],
    options: ApplyOptions = {},
  ): Promise<Applied> {
    compressionOf(layer.mediaType);
    const blob = await this.content.path(ctx, layer.digest);
    if (blob === undefined) {
      throw notImplemented(`layer ${layer.digest} that is no local file`);
    }
    const { mediaType, digest, size } = layer;
    const job = {
      command: "apply",
      blob,
      layer: { mediaType, digest, size },
      mounts,
      sync: options.sync ?? true,
    } as const;
    const result = (await runChild(ctx, job, {
      command: this.command,
      progress: options.progress,
    })) as ApplyResult;
    return {
      descriptor: { mediaType: uncompressedLayer, digest: result.digest, size: result.size },
      implicit: result.implicit,
    };
  }

  async inherit(
    ctx: Scoped,
    mounts: readonly Mount[],
    parents: readonly Mount[],
    directories: readonly string[],
  ): Promise<void> {
    if (directories.length > 0) {
      const job = { command: "inherit", mounts, parents, directories } as const;
      await runChild(ctx, job, { command: this.command });
    }
  }

  async diff(): Promise<Descriptor> {
    throw notImplemented("diff");
  }
}
