// Versions of the CNI specification: a configuration names one, and its plugins answer in it.
import { invalidArgument } from "../errors/index.ts";

/** The newest version that this implementation follows. */
export const latestVersion = "1.1.0";

/** The version of a configuration that names none. Source: CNI spec 0.1.0, "cniVersion". */
export const oldestVersion = "0.1.0";

/** When each operation and field came. */
export const since = {
  /** CHECK, and the previous result in DEL. */
  check: "0.4.0",
  /** GC and STATUS. */
  gc: "1.1.0",
  /** Plugins in files of their own, in a directory that bears the network's name. */
  pluginFiles: "1.1.0",
} as const;

/** Invalid argument: a text that is not `MAJOR.MINOR.PATCH`. */
function numbersOf(version: string): readonly number[] {
  if (!/^\d+\.\d+\.\d+$/.test(version)) {
    throw invalidArgument(`CNI version ${JSON.stringify(version)} is not MAJOR.MINOR.PATCH`);
  }
  return version.split(".").map(Number);
}

/** Negative when `left` is older than `right`, 0 when they are the same. Invalid argument: a text that is no version. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [numbersOf(left), numbersOf(right)];
  const differing = a.findIndex((number, index) => number !== b[index]);
  return differing < 0 ? 0 : (a[differing] ?? 0) - (b[differing] ?? 0);
}

/** Whether `version` is `wanted` or newer. */
export function isAtLeast(version: string, wanted: string): boolean {
  return compareVersions(version, wanted) >= 0;
}
