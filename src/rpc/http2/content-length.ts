import type { Field } from "./hpack/field.ts";

/** Bytes of DATA that a request announces; undefined when it announces none, or no number. */
export function contentLength(fields: readonly Field[]): number | undefined {
  const value = fields.find((field) => field.name === "content-length")?.value;
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
