// Labels that say from which repositories a blob came, so that a push can have the registry mount the blob instead of
// uploading it.
// Source: containerd core/remotes/docker/handler.go, core/remotes/handlers.go.
import type { Scoped } from "../../context/index.ts";
import type { ContentStore } from "../../core/content.ts";
import type { Descriptor } from "../../core/descriptor.ts";
import type { Digest } from "../../core/digest.ts";
import { fitsLabel, type Labels } from "../../core/labels.ts";
import { isKind } from "../../errors/index.ts";
import { isIndex, isManifest } from "../../oci/media-type.ts";
import { hostName, type Reference } from "../../oci/reference.ts";

const prefix = "containerd.io/distribution.source.";

/** Adds the repository of the reference to those that the blob's label lists. */
export async function noteSource(
  ctx: Scoped,
  content: ContentStore,
  digest: Digest,
  { host, repository }: Reference,
): Promise<void> {
  const key = `${prefix}${hostName(host)}`;
  const { labels } = await content.info(ctx, digest);
  const known = (labels[key] ?? "").split(",").filter((name) => name !== "");
  const value = [...new Set([...known, repository])].sort().join(",");
  // A very common layer has more sources than a label can hold.
  if (value !== labels[key] && fitsLabel(key, value)) {
    await content.update(ctx, digest, { [key]: value }, [`labels.${key}`]);
  }
}

export function sourcesIn(labels: Labels | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([key]) => key.startsWith(prefix)));
}

/** Gives the children of a document with their sources as annotations. Those that have none get those of the document. */
export async function withSources(
  ctx: Scoped,
  content: ContentStore,
  parent: Descriptor,
  children: readonly Descriptor[],
): Promise<Descriptor[]> {
  if (!isManifest(parent.mediaType) && !isIndex(parent.mediaType)) {
    return [...children];
  }
  const inherited = { ...sourcesIn(parent.annotations), ...(await sourcesOf(ctx, content, parent.digest)) };
  return await Promise.all(
    children.map(async (child) => ({
      ...child,
      annotations: { ...inherited, ...child.annotations, ...(await sourcesOf(ctx, content, child.digest)) },
    })),
  );
}

async function sourcesOf(
  ctx: Scoped,
  content: ContentStore,
  digest: Digest,
): Promise<Record<string, string>> {
  try {
    return sourcesIn((await content.info(ctx, digest)).labels);
  } catch (error) {
    if (isKind(error, "not found")) {
      return {};
    }
    throw error;
  }
}
