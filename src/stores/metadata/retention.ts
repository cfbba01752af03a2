// Finds out from labels how long an object lives. Source: containerd core/metadata/gc.go.
import type { Labels } from "../../core/labels.ts";
import { kinds, kindsNamedBy } from "./kinds.ts";
import type { Node } from "./objects.ts";
import type { RecordKind } from "./records.ts";

/** What labels say about the life of an object. */
export interface Retention {
  /** Milliseconds since the epoch at which it ends; null where no label says so. */
  readonly expires: number | null;
  /** Whether a label makes it a root. */
  readonly rooted: boolean;
  /** Whether a lease holds only its own resources, and not what these refer to. */
  readonly flat: boolean;
  /** What it keeps alive. */
  readonly references: readonly Node[];
  /** What keeps it alive. */
  readonly backReferences: readonly Node[];
}

const prefix = "containerd.io/gc.";
const namedBy = { ref: kindsNamedBy("ref"), bref: kindsNamedBy("bref") };
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Labels that mean nothing for the kind are ignored, as in containerd. */
export function retentionOf(kind: RecordKind, labels: Labels): Retention {
  const references: Node[] = [];
  const backReferences: Node[] = [];
  const { root } = kinds[kind];
  let rooted = false;
  for (const [key, value] of Object.entries(labels)) {
    if (!key.startsWith(prefix)) {
      continue;
    }
    const name = key.slice(prefix.length);
    rooted ||= name.startsWith("root");
    const reference = parseReference(name, "ref", value);
    if (reference !== undefined) {
      references.push(reference);
    }
    const backReference = parseReference(name, "bref", value);
    if (backReference !== undefined) {
      backReferences.push(backReference);
    }
  }
  return {
    expires: root === "unexpired" ? parseTime(labels[`${prefix}expire`]) : null,
    rooted: rooted && root === "labelled",
    flat: kind === "lease" && Object.hasOwn(labels, `${prefix}flat`),
    references,
    backReferences,
  };
}

/** Milliseconds since the epoch; null for a text that is no time of RFC 3339. */
export function parseTime(text: string | undefined): number | null {
  if (text === undefined || !rfc3339.test(text)) {
    return null;
  }
  const millis = Date.parse(text.replace(",", "."));
  return Number.isNaN(millis) ? null : millis;
}

/**
 * The object that a label such as `ref.content`, `ref.content.x` or `ref.content/x` names; what follows the kind only makes
 * labels distinct.
 */
function parseReference(name: string, family: "ref" | "bref", value: string): Node | undefined {
  const marker = `${family}.`;
  if (!name.startsWith(marker)) {
    return undefined;
  }
  const rest = name.slice(marker.length);
  if (rest.startsWith("snapshot.")) {
    const snapshotter = rest.slice("snapshot.".length).split("/", 1)[0] ?? "";
    return { kind: "snapshot", key: `${snapshotter}/${value}` };
  }
  const kind = namedBy[family].find((candidate) => rest.startsWith(candidate));
  if (kind === undefined || kind === "snapshot") {
    return undefined;
  }
  const distinction = rest.charAt(kind.length);
  return distinction === "" || distinction === "." || distinction === "/" ? { kind, key: value } : undefined;
}
