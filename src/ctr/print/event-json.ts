// Events as Go's JSON shows them: names have underscores, and fields that hold their default are left out.
import { type Timestamp, toRfc3339 } from "../../core/time.ts";

/** The fields of an event for JSON.stringify. */
export function eventJson(message: object): Record<string, unknown> {
  const entries = Object.entries(message)
    .filter(([, value]) => !isDefault(value))
    .map(([name, value]) => [snakeCase(name), isMap(name) ? value : valueJson(value)]);
  return Object.fromEntries(entries);
}

function valueJson(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(valueJson);
  }
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) {
    return value;
  }
  return isTimestamp(value) ? toRfc3339(value) : eventJson(value);
}

/** Whether the keys of a field are the user's, which are not names of fields. */
function isMap(name: string): boolean {
  return name === "labels";
}

function isTimestamp(value: object): value is Timestamp {
  return "seconds" in value && "nanos" in value;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function isDefault(value: unknown): boolean {
  const isEmpty =
    typeof value === "object" && value !== null && !isTimestamp(value) && Object.keys(value).length === 0;
  return value === "" || value === 0 || value === false || value === null || value === undefined || isEmpty;
}
