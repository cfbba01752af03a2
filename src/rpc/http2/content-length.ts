import type { Field } from "./hpack/field.ts";

/** Bytes of DATA that the header content-length announces; undefined when it is absent or not a number. */
export function contentLength(fields: readonly Field[]): number | undefined {
  const value = fields.find((field) => field.name === "content-length")?.value;
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
