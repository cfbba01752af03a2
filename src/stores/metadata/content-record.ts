import type { ContentInfo } from "../../core/content.ts";
import type { StoredObject } from "./objects.ts";

/** The blob store's name for an ingest. Ids are never used again, so neither are these names. */
export function backendRefOf(namespace: string, id: number, ref: string): string {
  return `${namespace}/${id}/${ref}`;
}

export function infoOf({ key, labels, record }: StoredObject<"content">): ContentInfo {
  return { digest: key, labels, ...record };
}
