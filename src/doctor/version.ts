/** The numbers at the beginning of a version: `6.1.0-13-amd64` is 6, 1, 0. Empty: it begins with none. */
export function numbersOf(version: string): number[] {
  return (/^\d+(\.\d+)*/.exec(version)?.[0] ?? "").split(".").filter(Boolean).map(Number);
}

/** Whether a version is `least` or newer. Numbers that are not there count as 0. */
export function isAtLeast(version: string, least: string): boolean {
  const [have, want] = [numbersOf(version), numbersOf(least)];
  for (const [index, number] of want.entries()) {
    const difference = (have[index] ?? 0) - number;
    if (difference !== 0) {
      return difference > 0;
    }
  }
  return true;
}
