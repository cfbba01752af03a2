import type { ContentInfo } from "../../core/content.ts";
import type { StoredObject } from "./objects.ts";

/** What callers get to know of a blob. */
export function infoOf({ key, labels, record }: StoredObject<"content">): ContentInfo {
  return { digest: key, labels, ...record };
}
