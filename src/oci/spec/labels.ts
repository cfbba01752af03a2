import { fitsLabel, type Labels } from "../../core/labels.ts";

/**
 * Prefixes of labels that containerd and its tools interpret. An image that could set them might make the host run programs,
 * such as a `binary://` logger (CVE-2026-53488). Source: containerd pkg/labels/labels.go.
 */
const reserved = ["containerd.io/", "io.cri-containerd", "tsrt.io/", "nerdctl/"];

/** The labels of an image that its containers inherit: all but those with reserved prefixes, and those that are too long. */
export function inheritableLabels(image: Labels): Record<string, string> {
  const inherited = Object.entries(image).filter(([key, value]) => !isReserved(key) && fitsLabel(key, value));
  return Object.fromEntries(inherited);
}

function isReserved(key: string): boolean {
  return reserved.some((prefix) => key.startsWith(prefix));
}
