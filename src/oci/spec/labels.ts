import { checkLabels, type Labels } from "../../core/labels.ts";

/**
 * Labels that mean something to containerd and its tools: an image that sets them would choose what runs on the host
 * (a `binary://` logger, a restart policy). CVE-2026-53488. Source: containerd pkg/labels/labels.go.
 */
const reserved = ["containerd.io/", "io.cri-containerd", "tsrt.io/", "nerdctl/"];

/** What of an image's labels a container may inherit. */
export function inheritableLabels(image: Labels): Record<string, string> {
  const kept = Object.entries(image).filter(([key, value]) => !isReserved(key) && fits(key, value));
  return Object.fromEntries(kept);
}

function isReserved(key: string): boolean {
  return reserved.some((prefix) => key.startsWith(prefix));
}

function fits(key: string, value: string): boolean {
  try {
    checkLabels({ [key]: value });
    return true;
  } catch {
    return false;
  }
}
