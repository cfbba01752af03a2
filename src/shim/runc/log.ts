// runc's log of one container: JSON lines, which each command of runc appends to.
import { readFileSync, statSync } from "node:fs";
import { isObject } from "../../core/json.ts";

/** How long the log is now, in bytes; 0 when there is none. */
export function logSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** The last error among what was appended to the log after its first `start` bytes. */
export function lastError(path: string, start: number): string | undefined {
  if (logSize(path) <= start) {
    return undefined;
  }
  const lines = readFileSync(path).subarray(start).toString("utf8").split("\n");
  return lines.map(errorOf).findLast((message) => message !== undefined);
}

/** The message of a line of level error. Other lines, also such as are no JSON, have none. */
function errorOf(line: string): string | undefined {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return undefined;
  }
  const isError = isObject(record) && record.level === "error" && typeof record.msg === "string";
  return isError ? (record as { msg: string }).msg.trim() : undefined;
}
