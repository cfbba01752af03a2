// Differs stand between layers and directories: they apply a layer's archive to mounts, and make an archive of what
// differs between two mounted trees. Source: containerd core/diff/diff.go.
import type { Scoped } from "../context/index.ts";
import { slot } from "../plugin/index.ts";
import type { Descriptor } from "./descriptor.ts";
import type { Labels } from "./labels.ts";
import type { Mount } from "./mount.ts";

/** How a layer is applied. */
export interface ApplyOptions {
  /** Whether the files are durable when `apply` resolves. Default true. */
  readonly sync?: boolean | undefined;
  /** Called now and then with the bytes of the compressed layer that were applied so far. */
  readonly progress?: ((bytes: number) => void) | undefined;
  /** May be called once, when all files are written and making them durable, which takes no processor, is what is left. */
  readonly written?: (() => void) | undefined;
}

/** What came of applying a layer. */
export interface Applied {
  /** The uncompressed archive: type `application/vnd.oci.image.layer.v1.tar`, its digest (the diff id) and its size. */
  readonly descriptor: Descriptor;
  /**
   * Completes a layer that was applied without the layers below it, once those are there: directories that the layer
   * names only implicitly take their attributes from `parents`, deletions of what is not there go. After that the tree
   * is the one that applying it on `parents` would have given. Absent where nothing is left to do.
   */
  readonly rebase?: ((ctx: Scoped, parents: readonly Mount[]) => Promise<void>) | undefined;
}

/** How a layer is made. */
export interface DiffOptions {
  /** Media type of the layer to make; empty means OCI gzip. */
  readonly mediaType?: string | undefined;
  /** Name of the ingest in the content store; empty makes one up. */
  readonly ref?: string | undefined;
  /** Labels of the blob. */
  readonly labels?: Labels | undefined;
  /** Seconds since 1970: no time in the archive is later. */
  readonly sourceDateEpoch?: number | undefined;
}

/** Not implemented means that a media type is not this differ's: the next one is asked. */
export interface Differ {
  /**
   * Whether a layer may be applied without the layers below it and be completed by `Applied.rebase` later, so that the
   * layers of an image can be unpacked side by side. Absent means no: then each is applied on those below it.
   */
  readonly canRebase?: boolean | undefined;
  /** Applies a layer of the content store to the tree that `mounts` show. */
  apply(ctx: Scoped, layer: Descriptor, mounts: readonly Mount[], options?: ApplyOptions): Promise<Applied>;
  /** Writes a layer that turns the tree `lower` into the tree `upper` to the content store, and describes it. */
  diff(
    ctx: Scoped,
    lower: readonly Mount[],
    upper: readonly Mount[],
    options?: DiffOptions,
  ): Promise<Descriptor>;
}

/** The slot of differs. Which of them are asked, and in which order, the configuration of `diff-service` says. */
export const Differ = slot<Differ>("io.containerd.differ.v1");

/**
 * The diff service: the differs that the configuration chose, as if they were one. A differ that answers `not implemented`
 * passes the question on to the next one. Source: containerd plugins/services/diff/local.go.
 */
export const DiffServiceSlot = slot<Differ>("io.containerd.service.v1");

/** The need for the diff service. */
export const diffServiceNeed = DiffServiceSlot.named("diff-service");
