// What goes into an archive: which blobs, and the two documents that name images.
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
  /** Files made here, by name. */
  readonly documents: ReadonlyMap<string, Uint8Array>;
  readonly blobs: readonly Descriptor[];
}

/** Not found when an image has nothing for the platforms wanted; invalid argument when it is no image. */
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
  /** Names of the one manifest that docker gets of an image. */
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

  /** Gives the manifest that suits best. */
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

/** The tag alone, as image-spec wants it; the whole name where there is none. */
function shortName(name: string): string {
  try {
    return parseReference(name).tag || name;
  } catch {
    return name;
  }
}

/** Docker has no names for images that containerd lets be called anything. */
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
