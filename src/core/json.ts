/** An object that was read from JSON: nothing is known of its fields. */
export type Json = Readonly<Record<string, unknown>>;

/** Whether a value that was read from JSON is an object: neither null nor a list. */
export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
