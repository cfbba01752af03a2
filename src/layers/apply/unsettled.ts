// What is left to do for a layer in an upper directory because it depends on the layers below, which may not be there yet. It
// travels between the helper process and the daemon as JSON.
import type { ByteString } from "../../oci/tar/entry.ts";
import type { DirectoryKind } from "./directory.ts";

export interface Unsettled {
  /** All that the layers below have in the root directory is deleted. */
  readonly isRootOpaque: boolean;
  /** Parents before their children. */
  readonly directories: readonly UnsettledDirectory[];
}

export interface UnsettledDirectory {
  readonly path: ByteString;
  readonly kind: DirectoryKind;
  readonly hasWhiteouts: boolean;
}

export const settled: Unsettled = { isRootOpaque: false, directories: [] };

export function isSettled({ isRootOpaque, directories }: Unsettled): boolean {
  return !isRootOpaque && directories.length === 0;
}
