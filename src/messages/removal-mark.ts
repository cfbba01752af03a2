// A plugin removes an entry by its key with this before it. Source: containerd/nri pkg/api/helpers.go.
const mark = "-";

export function isMarked(key: string): boolean {
  return key.startsWith(mark);
}

export function marked(key: string): string {
  return mark + key;
}

export function unmarked(key: string): string {
  return isMarked(key) ? key.slice(mark.length) : key;
}

/** The keys that are to be removed, without their marks. */
export function removals(keys: readonly string[]): Set<string> {
  return new Set(keys.filter(isMarked).map(unmarked));
}

/** The entries that are to be set. */
export function additions<T>(entries: readonly T[], keyOf: (entry: T) => string): T[] {
  return entries.filter((entry) => !isMarked(keyOf(entry)));
}
