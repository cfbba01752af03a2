// Decides which parts of an image a client wants. Source: containerd core/transfer/image/imagestore.go, core/remotes/handlers.go.
import type { Descriptor } from "../../core/descriptor.ts";
import type { StoreEnd } from "../../core/transfer.ts";
import { notFound } from "../../errors/index.ts";
import { sortByPlatform } from "../../oci/manifest-read.ts";
import { isConfig, isIndex, isManifest } from "../../oci/media-type.ts";
import { everyPlatform, ordered, type PlatformMatcher } from "../../oci/platform-match.ts";

export class Selection {
  readonly #matcher: PlatformMatcher;
  readonly #allMetadata: boolean;
  readonly #limit: number;

  constructor({ platforms, allMetadata, manifestLimit }: StoreEnd) {
    this.#matcher = platforms.length === 0 ? everyPlatform : ordered(platforms);
    this.#allMetadata = allMetadata;
    this.#limit = manifestLimit;
  }

  /** The children of `parent` that are wanted. Not found: an index has nothing for the wanted platforms. */
  of(parent: Descriptor, children: readonly Descriptor[]): readonly Descriptor[] {
    if (isIndex(parent.mediaType)) {
      return this.#ofIndex(parent, children);
    }
    const isForeign =
      isManifest(parent.mediaType) &&
      parent.platform !== undefined &&
      !this.#matcher.matches(parent.platform);
    return isForeign ? children.filter(({ mediaType }) => isConfig(mediaType)) : children;
  }

  #ofIndex(parent: Descriptor, children: readonly Descriptor[]): readonly Descriptor[] {
    const suited = sortByPlatform(children, this.#matcher);
    if (suited.length === 0 && children.length > 0) {
      throw notFound(`no match for platform in manifest ${parent.digest}`);
    }
    const limited = this.#limit > 0 ? suited.slice(0, this.#limit) : suited;
    return this.#allMetadata ? children : limited;
  }
}
