// Labels by which the garbage collection finds what a manifest or an index names. Source: containerd core/images/{handlers,mediatypes}.go.
import type { Scoped } from "../../context/index.ts";
import type { ContentStore } from "../../core/content.ts";
import type { Descriptor } from "../../core/descriptor.ts";
import { parseDigest } from "../../core/digest.ts";
import { annotations } from "../../oci/manifest-descriptor.ts";
import { isKnownConfig, isLayer, isManifest } from "../../oci/media-type.ts";

const prefix = "containerd.io/gc.ref.content";

/** Labels for the children of a document: `m.0`, … for manifests, `l.0`, … for layers, `config`, and `0`, … for others. */
export function childLabels(children: readonly Descriptor[]): Record<string, string> {
  const labels: Record<string, string> = {};
  const counts = new Map<string, number>();
  for (const child of children) {
    const key = keyOf(child);
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    labels[numbered(key, count, child)] = child.digest;
  }
  return labels;
}

function keyOf(child: Descriptor): string {
  if (child.annotations?.[annotations.subject] !== undefined) {
    return `${prefix}.referrer.sha256.`;
  }
  if (isKnownConfig(child.mediaType)) {
    return `${prefix}.config`;
  }
  if (isManifest(child.mediaType)) {
    return `${prefix}.m.`;
  }
  return isLayer(child.mediaType) ? `${prefix}.l.` : `${prefix}.`;
}

function numbered(key: string, count: number, child: Descriptor): string {
  if (key.endsWith(".sha256.")) {
    return `${key}${parseDigest(child.digest).hex.slice(0, 12)}`;
  }
  return count > 0 || key.endsWith(".") ? `${key}${count}` : key;
}

export async function labelChildren(
  ctx: Scoped,
  content: ContentStore,
  parent: Descriptor,
  children: readonly Descriptor[],
): Promise<void> {
  const labels = childLabels(children);
  const paths = Object.keys(labels).map((key) => `labels.${key}`);
  if (paths.length > 0) {
    await content.update(ctx, parent.digest, labels, paths);
  }
}
