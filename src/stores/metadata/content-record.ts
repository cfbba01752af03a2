import type { ContentInfo } from "../../core/content.ts";
import type { Digest } from "../../core/digest.ts";
import type { StoredObject } from "./objects.ts";
import { type StoredTime, unpackTime } from "./record.ts";

/** As stored. */
export type ContentRecord = readonly [size: number, createdAt: StoredTime, updatedAt: StoredTime];

/** As stored. */
export type IngestRecord = readonly [
  /** The ref that the driver knows. */
  backendRef: string,
  /** Set where the blob is there already and only needs to be committed in this namespace. */
  expected: Digest,
];

/** The driver's name for an ingest: ids are never used again, so neither are these. */
export function backendRefOf(namespace: string, id: number, ref: string): string {
  return `${namespace}/${id}/${ref}`;
}

export function infoOf({ key, labels, record }: StoredObject<ContentRecord>): ContentInfo {
  const [size, createdAt, updatedAt] = record;
  return { digest: key, size, createdAt: unpackTime(createdAt), updatedAt: unpackTime(updatedAt), labels };
}
