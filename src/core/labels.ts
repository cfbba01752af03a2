import { invalidArgument } from "../errors/index.ts";

/** What users and programs note about an object, by key. */
export type Labels = Readonly<Record<string, string>>;

/** On a blob: the digest that it has without compression, which unpacking found out. */
export const uncompressedLabel = "containerd.io/uncompressed";

/** Labels by which clients, snapshotters and the daemon speak about snapshots. */
export const snapshotLabels = {
  /** Name that the snapshot is to be committed as: the chain id of its layer. */
  ref: "containerd.io/snapshot.ref",
  /**
   * Marks a committed snapshot that a remote snapshotter brought by itself, without the blob of its layer. The daemon sets
   * it with the value `remote snapshot`. Source: stargz-snapshotter snapshot/snapshot.go.
   */
  remote: "containerd.io/snapshot/remote",
} as const;

const maxSize = 4096;

/** Invalid argument: a key and its value have more than 4096 bytes together. Source: containerd pkg/labels/validate.go. */
export function checkLabels(labels: Labels): void {
  for (const [key, value] of Object.entries(labels)) {
    if (!fitsLabel(key, value)) {
      const size = Buffer.byteLength(key) + Buffer.byteLength(value);
      const shown = key.length > 64 ? key.slice(0, 64) : key;
      throw invalidArgument(
        `label key and value length (${size} bytes) greater than maximum size (${maxSize} bytes), key: ${shown}`,
      );
    }
  }
}

/** Whether a label with this key can hold the value. */
export function fitsLabel(key: string, value: string): boolean {
  return Buffer.byteLength(key) + Buffer.byteLength(value) <= maxSize;
}
