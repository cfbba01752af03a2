import type { ContentInfo } from "../../core/content.ts";
import type { Timestamp } from "../../core/time.ts";
import type { StoredObject } from "./objects.ts";

/** As stored. */
export interface ContentRecord {
  readonly size: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

export function infoOf({ key, labels, record }: StoredObject<ContentRecord>): ContentInfo {
  const { size, createdAt, updatedAt } = record;
  return { digest: key, size, createdAt, updatedAt, labels };
}
