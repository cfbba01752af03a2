// What labels say about how long an object lives. Source: containerd core/metadata/gc.go.
import type { Labels } from "../../core/labels.ts";
import type { Node } from "./objects.ts";
import type { Kind } from "./records.ts";

export interface Retention {
  /** Milliseconds since the epoch; null: never. */
  readonly expires: number | null;
  readonly rooted: boolean;
  readonly flat: boolean;
  readonly references: readonly Node[];
  readonly backReferences: readonly Node[];
}

const prefix = "containerd.io/gc.";
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/;

export function retentionOf(kind: Kind, labels: Labels): Retention {
  const references: Node[] = [];
  const backReferences: Node[] = [];
  let rooted = false;
  for (const [key, value] of Object.entries(labels)) {
    if (!key.startsWith(prefix)) {
      continue;
    }
    const name = key.slice(prefix.length);
    rooted ||= name.startsWith("root");
    const reference = parseReference(name, "ref.", ["content", "image"], value);
    if (reference !== undefined) {
      references.push(reference);
    }
    const backReference = parseReference(name, "bref.", ["container", "content", "image"], value);
    if (backReference !== undefined) {
      backReferences.push(backReference);
    }
  }
  return {
    expires: kind === "image" || kind === "lease" ? parseTime(labels[`${prefix}expire`]) : null,
    rooted: rooted && (kind === "content" || kind === "snapshot"),
    flat: kind === "lease" && Object.hasOwn(labels, `${prefix}flat`),
    references,
    backReferences,
  };
}

/** Milliseconds since the epoch. What is not RFC 3339 is ignored. */
export function parseTime(text: string | undefined): number | null {
  if (text === undefined || !rfc3339.test(text)) {
    return null;
  }
  const millis = Date.parse(text.replace(",", "."));
  return Number.isNaN(millis) ? null : millis;
}

/** `ref.content`, `ref.content.x`, `ref.content/x`: what follows the kind only makes labels distinct. */
function parseReference(
  name: string,
  marker: "ref." | "bref.",
  kinds: readonly Kind[],
  value: string,
): Node | undefined {
  if (!name.startsWith(marker)) {
    return undefined;
  }
  const rest = name.slice(marker.length);
  if (rest.startsWith("snapshot.")) {
    const snapshotter = rest.slice("snapshot.".length).split("/", 1)[0] ?? "";
    return { kind: "snapshot", key: `${snapshotter}/${value}` };
  }
  const kind = kinds.find((candidate) => rest.startsWith(candidate));
  if (kind === undefined) {
    return undefined;
  }
  const distinction = rest.charAt(kind.length);
  return distinction === "" || distinction === "." || distinction === "/" ? { kind, key: value } : undefined;
}
