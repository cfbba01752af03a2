// Deletions in a layer. Source: image-spec layer.md, "Whiteouts"; containerd pkg/archive/tar_opts_linux.go.
import { invalidArgument } from "../../errors/index.ts";
import { type ByteString, readable } from "../../oci/tar/entry.ts";

const prefix = ".wh.";
const metaPrefix = ".wh..wh.";
const opaqueName = ".wh..wh..opq";

export type Whiteout =
  | { readonly kind: "delete"; readonly name: ByteString }
  | { readonly kind: "opaque" }
  /** Of aufs itself: means nothing here. */
  | { readonly kind: "ignored" };

/** What a name means; undefined when it is an ordinary one. */
export function parseWhiteout(name: ByteString): Whiteout | undefined {
  if (!name.startsWith(prefix)) {
    return undefined;
  }
  if (name === opaqueName) {
    return { kind: "opaque" };
  }
  if (name.startsWith(metaPrefix)) {
    return { kind: "ignored" };
  }
  const deleted = name.slice(prefix.length);
  // `.wh...` would delete the parent directory.
  if (deleted === "" || deleted === "." || deleted === "..") {
    throw invalidArgument(`invalid whiteout name ${readable(name)}`);
  }
  return { kind: "delete", name: deleted };
}
