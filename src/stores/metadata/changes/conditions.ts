// Conditional references. A label `containerd.io/gc.cond.snapshot.<snapshotter>` of content or of an image with a value such as
// `usedat<24h|key` keeps the snapshot `key` while the time in that one's label `gc.cond.value-usedat` is less than 24 h ago. Source: containerd core/metadata/gc.go.

import { parseDuration } from "../../../context/duration.ts";
import { toMillis } from "../../../core/time.ts";
import type { RecordKind } from "../records.ts";
import { parseTime } from "../retention.ts";
import type { Transaction } from "../transaction.ts";

/** A reference to a snapshot whose condition is met. */
export interface ConditionalReference {
  readonly namespace: string;
  readonly kind: RecordKind;
  readonly key: string;
  readonly snapshot: string;
}

interface ConditionRow {
  readonly namespace: string;
  readonly kind: RecordKind;
  readonly key: string;
  readonly label: string;
  readonly value: string;
}

const prefix = "containerd.io/gc.cond.";
const snapshotPrefix = `${prefix}snapshot`;
const usedAtPrefix = `${prefix}value-usedat`;

/** The condition must be that of the partial index `label_condition`. */
const select = `
SELECT object.namespace, object.kind, object.key, label.key AS label, label.value
FROM label JOIN object ON object.id = label.object
WHERE label.key >= '${prefix}' AND label.key < 'containerd.io/gc.cond/'`;

/** The references whose conditions are met at the time of the change. */
export function conditionalReferences(tx: Transaction): ConditionalReference[] {
  const rows = tx.database.query<ConditionRow, []>(select).all();
  const usedAt = usedTimes(rows);
  const now = toMillis(tx.time);
  const references: ConditionalReference[] = [];
  for (const { namespace, kind, key, label, value } of rows) {
    if (!label.startsWith(snapshotPrefix) || (kind !== "content" && kind !== "image")) {
      continue;
    }
    const bar = value.indexOf("|");
    const snapshot = `${snapshotterOf(label)}/${value.slice(bar + 1)}`;
    const ages = (usedAt.get(`${namespace}/${snapshot}`) ?? []).map((time) => now - time);
    const conditions = value.slice(0, Math.max(bar, 0)).split(",");
    if (conditions.some((condition) => ages.some((age) => holds(condition, age)))) {
      references.push({ namespace, kind, key, snapshot });
    }
  }
  return references;
}

/** When snapshots were used: milliseconds since the epoch, by namespace and key. */
function usedTimes(rows: readonly ConditionRow[]): Map<string, number[]> {
  const times = new Map<string, number[]>();
  for (const { namespace, kind, key, label, value } of rows) {
    const time = parseTime(value);
    if (kind === "snapshot" && label.startsWith(usedAtPrefix) && time !== null) {
      const node = `${namespace}/${key}`;
      times.set(node, [...(times.get(node) ?? []), time]);
    }
  }
  return times;
}

function snapshotterOf(label: string): string {
  const name = label.slice(snapshotPrefix.length).replace(/^[./]+/, "");
  return name.split("/", 1)[0] ?? "";
}

/** Whether a condition is met. Other conditions than `usedat<DURATION` and `usedat>DURATION` never are. */
function holds(condition: string, age: number): boolean {
  const [, operator, text = ""] = /^usedat([<>])(?!=)(.*)$/s.exec(condition) ?? [];
  const limit = parseDuration(text);
  if (operator === undefined || limit === undefined) {
    return false;
  }
  return operator === "<" ? age < limit : age > limit;
}
