import { BlobStore } from "../../core/blob.ts";
import { plugin } from "../../plugin/index.ts";
import { DiskBlobs } from "./blobs.ts";

export default plugin(BlobStore, "content", {
  start: ({ root }) => DiskBlobs.open(root),
});
