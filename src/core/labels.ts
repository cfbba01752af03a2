import { invalidArgument } from "../errors/index.ts";

export type Labels = Readonly<Record<string, string>>;

const maxSize = 4096;

/** Key and value together hold at most 4096 bytes. Source: containerd pkg/labels/validate.go. */
export function checkLabels(labels: Labels): void {
  for (const [key, value] of Object.entries(labels)) {
    const size = Buffer.byteLength(key) + Buffer.byteLength(value);
    if (size > maxSize) {
      const shown = key.length > 64 ? key.slice(0, 64) : key;
      throw invalidArgument(
        `label key and value length (${size} bytes) greater than maximum size (${maxSize} bytes), key: ${shown}`,
      );
    }
  }
}
