// Images as kubelet sees them: by the id of their configuration, with all names they have. The store knows names only.
// Source: containerd internal/cri/store/image/image.go.
import type { Scoped } from "../../context/index.ts";
import type { ContentStore } from "../../core/content.ts";
import type { Descriptor } from "../../core/descriptor.ts";
import type { Image, ImageStore } from "../../core/image.ts";
import { isKind, notFound } from "../../errors/index.ts";
import { chainId } from "../../oci/chain-id.ts";
import { imageSize } from "../../oci/image-size.ts";
import { readConfig, readDocument, readManifest } from "../../oci/manifest-read.ts";
import { defaultPlatform } from "../../oci/platform.ts";
import { only } from "../../oci/platform-match.ts";
import { normalizeReference } from "../../oci/reference-docker.ts";
import { parseRunConfig, type RunConfig } from "../../oci/spec/index.ts";
import { orFail } from "../or-fail.ts";
import { imageNameOf } from "./reference.ts";

/** What an image's documents say, which never changes. */
export interface ImageFacts {
  /** Digest of its configuration. */
  readonly id: string;
  readonly target: Descriptor;
  /** Name of the snapshot of all of its layers. */
  readonly chainId: string;
  /** Bytes of the documents and compressed layers. */
  readonly size: number;
  readonly config: RunConfig;
  /** The configuration as the image has it. */
  readonly document: Uint8Array;
}

export interface KnownImage extends ImageFacts {
  /** References with a tag. */
  readonly tags: readonly string[];
  /** References with a digest. */
  readonly digests: readonly string[];
  readonly isPinned: boolean;
}

/** One of its names. */
export function anyNameOf({ tags, digests, id }: KnownImage): string {
  return tags[0] ?? digests[0] ?? id;
}

/** Label of images that kubelet must not collect. */
export const pinnedLabel = "io.cri-containerd.pinned";

const idPattern = /^(?:sha256:)?[0-9a-f]{64}$/;

/** Whether a text names an image by the digest of its configuration, and is no reference. */
export function isImageId(text: string): boolean {
  return idPattern.test(text);
}

export class ImageIndex {
  readonly #images: ImageStore;
  readonly #content: ContentStore;
  /** By the digest of the target. */
  readonly #facts = new Map<string, ImageFacts>();

  readonly #pinnedNames: ReadonlySet<string>;

  /** `pinned` are references of images that kubelet must not collect, however they came. */
  constructor(images: ImageStore, content: ContentStore, pinned: readonly string[]) {
    this.#images = images;
    this.#content = content;
    this.#pinnedNames = new Set(pinned.filter((name) => name !== "").map(normalizeReference));
  }

  /** Whether an image of this full reference must not be collected. */
  isPinnedName(reference: string): boolean {
    return this.#pinnedNames.has(reference);
  }

  /** Images whose documents are all there; the others cannot run, and a pull completes them. */
  async list(ctx: Scoped): Promise<KnownImage[]> {
    const named = await this.#images.list(ctx);
    const groups = Map.groupBy(await this.#withFacts(ctx, named), ({ facts }) => facts.id);
    return [...groups.values()].map((group) => {
      const images = group.map(({ image }) => image);
      return this.#toKnown((group[0] as WithFacts).facts, images);
    });
  }

  /**
   * By a reference, a short name as docker has them, or the beginning of an id. Undefined when it is not there. An error when several
   * ids begin so. Source: containerd internal/cri/server/images/service.go, LocalResolve.
   */
  async find(ctx: Scoped, text: string): Promise<KnownImage | undefined> {
    const known = await this.list(ctx);
    const name = isImageId(text) ? undefined : imageNameOf(text);
    const named = known.find(({ tags, digests }) => [...tags, ...digests].some((each) => each === name));
    return named ?? withId(known, text);
  }

  /** Not found: `FAILURE: not found`. */
  async get(ctx: Scoped, text: string, failure: string): Promise<KnownImage> {
    const found = await orFail(failure, () => this.find(ctx, text));
    if (found === undefined) {
      throw notFound(failure);
    }
    return found;
  }

  /** Not found when a document is missing. */
  async factsOf(ctx: Scoped, target: Descriptor): Promise<ImageFacts> {
    const known = this.#facts.get(target.digest);
    if (known !== undefined) {
      return known;
    }
    const matcher = only(defaultPlatform());
    const { manifest } = await readManifest(ctx, this.#content, target, matcher);
    const { diffIds } = await readConfig(ctx, this.#content, manifest.config);
    const document = await readDocument(ctx, this.#content, manifest.config);
    const facts: ImageFacts = {
      id: manifest.config.digest,
      target,
      chainId: chainId(diffIds),
      size: await imageSize(ctx, this.#content, target, matcher),
      config: parseRunConfig(document),
      document,
    };
    this.#facts.set(target.digest, facts);
    return facts;
  }

  /** Forgets what no image refers to any more. */
  prune(targets: ReadonlySet<string>): void {
    for (const digest of this.#facts.keys()) {
      if (!targets.has(digest)) {
        this.#facts.delete(digest);
      }
    }
  }

  #toKnown(facts: ImageFacts, images: readonly Image[]): KnownImage {
    const references = images.map(({ name }) => name).filter((name) => !isImageId(name));
    const isLabelled = images.some(({ labels }) => labels[pinnedLabel] === "pinned");
    return {
      ...facts,
      tags: references.filter((name) => !name.includes("@")),
      digests: references.filter((name) => name.includes("@")),
      isPinned: isLabelled || references.some((name) => this.#pinnedNames.has(name)),
    };
  }

  async #withFacts(ctx: Scoped, images: readonly Image[]): Promise<WithFacts[]> {
    const found: WithFacts[] = [];
    for (const image of images) {
      try {
        found.push({ image, facts: await this.factsOf(ctx, image.target) });
      } catch (error) {
        if (!isKind(error, "not found")) {
          throw error;
        }
      }
    }
    return found;
  }
}

/** With or without the name of the algorithm. */
function withId(known: readonly KnownImage[], text: string): KnownImage | undefined {
  const prefix = text.startsWith("sha256:") ? text : `sha256:${text}`;
  const [first, second] = known.filter(({ id }) => id.startsWith(prefix));
  if (second !== undefined) {
    throw new Error("ambiguous digest string");
  }
  return first;
}

interface WithFacts {
  readonly image: Image;
  readonly facts: ImageFacts;
}
