import type { Scoped } from "../context/index.ts";
import type { ContentReader } from "../core/content.ts";
import type { Platform } from "../core/descriptor.ts";
import type { Image as ImageRecord } from "../core/image.ts";
import { maxDocumentBytes } from "../oci/document.ts";
import type { BlobReader } from "../oci/manifest-read.ts";
import { PlatformImage } from "../oci/platform-image.ts";
import type { Content } from "./content.ts";

/** An image of the daemon's, seen for one platform. Its documents are read when first asked for, and once. */
export class Image extends PlatformImage {
  /** `ctx` says how requests may be stopped; `platform` is this machine's unless it is given. */
  constructor(content: Content, record: ImageRecord, ctx: Scoped, platform?: Platform) {
    super(ctx, documentsOf(content), record, platform);
  }
}

/** Reads a document in one request: its length is known when it has come. */
function documentsOf(content: Content): BlobReader {
  return {
    reader: async ({ signal }, digest): Promise<ContentReader> => {
      // One byte more than a document may have, so that a longer one is found out.
      const bytes = await content.readAll(digest, { signal, limit: maxDocumentBytes + 1 });
      return {
        size: bytes.length,
        read: async (offset, length) => bytes.subarray(offset, offset + length),
        [Symbol.asyncDispose]: async () => {},
      };
    },
  };
}
