// Deletions in a layer. Source: image-spec layer.md, "Whiteouts"; containerd pkg/archive/tar_opts_linux.go.
import { invalidArgument } from "../../errors/index.ts";
import { type ByteString, readable, type TarEntry } from "../../oci/tar/entry.ts";

const prefix = ".wh.";
const metaPrefix = ".wh..wh.";
const opaqueName = ".wh..wh..opq";

export type Whiteout =
  | { readonly kind: "delete"; readonly name: ByteString }
  | { readonly kind: "opaque" }
  /** A file that aufs keeps for itself. It means nothing here. */
  | { readonly kind: "ignored" };

/** What an entry of this name deletes; undefined when it brings something. */
export function whiteoutOf(name: ByteString, entry: TarEntry): Whiteout | undefined {
  if (isOverlayWhiteout(entry)) {
    return { kind: "delete", name };
  }
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

/**
 * A device that overlayfs takes for a whiteout, in archives of a tool that packed an upper directory as it was. On overlayfs
 * nothing else could come of it, so that it means the same everywhere.
 */
function isOverlayWhiteout({ type, major, minor }: TarEntry): boolean {
  return type === "character" && major === 0 && minor === 0;
}
