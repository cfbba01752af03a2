// What labels say about how long an object lives. Source: containerd core/metadata/gc.go.
import type { Labels } from "../../core/labels.ts";
import { kinds, kindsNamedBy } from "./kinds.ts";
import type { Node } from "./objects.ts";
import type { RecordKind } from "./records.ts";

export interface Retention {
  /** Milliseconds since the epoch; null: never. */
  readonly expires: number | null;
  readonly rooted: boolean;
  readonly flat: boolean;
  readonly references: readonly Node[];
  readonly backReferences: readonly Node[];
}

const prefix = "containerd.io/gc.";
const namedBy = { ref: kindsNamedBy("ref"), bref: kindsNamedBy("bref") };
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/;

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

/** Milliseconds since the epoch. What is not RFC 3339 is ignored. */
export function parseTime(text: string | undefined): number | null {
  if (text === undefined || !rfc3339.test(text)) {
    return null;
  }
  const millis = Date.parse(text.replace(",", "."));
  return Number.isNaN(millis) ? null : millis;
}

/** `ref.content`, `ref.content.x`, `ref.content/x`: what follows the kind only makes labels distinct. */
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
