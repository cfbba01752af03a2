// Decides what goes into an archive: the blobs, and the two documents that name the images.
// Source: containerd core/images/archive/exporter.go.
import type { Scoped } from "../../../context/index.ts";
import type { ContentStore } from "../../../core/content.ts";
import type { Descriptor } from "../../../core/descriptor.ts";
import type { Digest } from "../../../core/digest.ts";
import type { Image } from "../../../core/image.ts";
import type { ExportEnd } from "../../../core/transfer.ts";
import { invalidArgument, notFound } from "../../../errors/index.ts";
import { indexBytes, type Manifest, parseManifest } from "../../../oci/manifest.ts";
import { annotations } from "../../../oci/manifest-descriptor.ts";
import { childrenOf, maxIndexDepth, readDocument, sortByPlatform } from "../../../oci/manifest-read.ts";
import { isIndex, isManifest, isNonDistributable, mediaTypes } from "../../../oci/media-type.ts";
import { defaultPlatform } from "../../../oci/platform.ts";
import { ordered, type PlatformMatcher } from "../../../oci/platform-match.ts";
import { parseReference } from "../../../oci/reference.ts";
import { familiarReference } from "../../../oci/reference-docker.ts";
import { sourcesIn } from "../distribution-source.ts";

export interface ExportPlan {
  /** The documents that are made for the archive, by their names. */
  readonly documents: ReadonlyMap<string, Uint8Array>;
  readonly blobs: readonly Descriptor[];
}

/** Not found: an image has nothing for the wanted platforms. Invalid argument: the target is neither manifest nor index. */
export async function planExport(
  ctx: Scoped,
  content: ContentStore,
  images: readonly Image[],
  end: ExportEnd,
): Promise<ExportPlan> {
  const plan = new Plan(ctx, content, end);
  for (const image of images) {
    await plan.add(image);
  }
  return await plan.finish();
}

class Plan {
  readonly #ctx: Scoped;
  readonly #content: ContentStore;
  readonly #end: ExportEnd;
  readonly #matcher: PlatformMatcher;
  readonly #blobs = new Map<Digest, Descriptor>();
  readonly #targets: Descriptor[] = [];
  /** The manifests that docker's document lists, one for each image, with their names. */
  readonly #docker = new Map<Digest, { readonly manifest: Descriptor; readonly names: string[] }>();

  constructor(ctx: Scoped, content: ContentStore, end: ExportEnd) {
    this.#ctx = ctx;
    this.#content = content;
    this.#end = end;
    this.#matcher = ordered(end.platforms.length > 0 ? end.platforms : [defaultPlatform()]);
  }

  async add({ name, target }: Image): Promise<void> {
    const { labels } = await this.#content.info(this.#ctx, target.digest);
    this.#targets.push({
      ...target,
      annotations: {
        ...target.annotations,
        ...sourcesIn(labels),
        [annotations.imageName]: name,
        [annotations.refName]: shortName(name),
      },
    });
    const best = await this.#addTarget(target);
    const known = this.#docker.get(best.digest) ?? { manifest: best, names: [] };
    known.names.push(name);
    this.#docker.set(best.digest, known);
  }

  async finish(): Promise<ExportPlan> {
    const documents = new Map<string, Uint8Array>([
      ["oci-layout", encode({ imageLayoutVersion: "1.0.0" })],
      ["index.json", indexBytes(mediaTypes.index, this.#targets)],
    ]);
    if (!this.#end.skipCompatibilityManifest && this.#docker.size > 0) {
      documents.set("manifest.json", await this.#dockerManifest());
    }
    return { documents, blobs: [...this.#blobs.values()] };
  }

  /** Adds all wanted blobs of an image, and gives the manifest that suits the platforms best. */
  async #addTarget(target: Descriptor): Promise<Descriptor> {
    if (isManifest(target.mediaType)) {
      await this.#addTree(target, 0);
      return target;
    }
    if (!isIndex(target.mediaType)) {
      throw invalidArgument("only manifests may be exported");
    }
    this.#addBlob(target);
    const children = await childrenOf(this.#ctx, this.#content, target);
    const suited = sortByPlatform(children, this.#matcher);
    const [best] = suited;
    if (best === undefined) {
      throw notFound("no manifest found for platform");
    }
    for (const child of this.#end.allPlatforms ? children : suited) {
      await this.#addTree(child, 1);
    }
    return best;
  }

  async #addTree(descriptor: Descriptor, depth: number): Promise<void> {
    if (depth > maxIndexDepth) {
      throw invalidArgument(`index ${descriptor.digest} is nested too deep`);
    }
    this.#addBlob(descriptor);
    for (const child of await childrenOf(this.#ctx, this.#content, descriptor)) {
      await this.#addTree(child, depth + 1);
    }
  }

  #addBlob(descriptor: Descriptor): void {
    if (!this.#end.skipNonDistributable || !isNonDistributable(descriptor.mediaType)) {
      this.#blobs.set(descriptor.digest, descriptor);
    }
  }

  async #dockerManifest(): Promise<Uint8Array> {
    const items = [];
    for (const { manifest, names } of this.#docker.values()) {
      if (isManifest(manifest.mediaType)) {
        const { config, layers } = await this.#readManifest(manifest);
        items.push({
          Config: blobPath(config.digest),
          RepoTags: names.flatMap(dockerName),
          Layers: layers.map(({ digest }) => blobPath(digest)),
        });
      }
    }
    return encode(items);
  }

  async #readManifest(manifest: Descriptor): Promise<Manifest> {
    return parseManifest(await readDocument(this.#ctx, this.#content, manifest), manifest);
  }
}

export function blobPath(digest: Digest): string {
  return `blobs/${digest.replace(":", "/")}`;
}

/** The tag of a name, as image-spec wants it, or the whole name when it has no tag. */
function shortName(name: string): string {
  try {
    return parseReference(name).tag || name;
  } catch {
    return name;
  }
}

/** The name as docker writes it. Names that containerd allows and docker does not are left out. */
function dockerName(name: string): string[] {
  try {
    return [familiarReference(name)];
  } catch {
    return [];
  }
}

function encode(json: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(json));
}
