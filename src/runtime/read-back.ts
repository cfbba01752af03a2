// Checks of data that was read back from the disk or printed by another program, where it enters.
import { dataLoss } from "../errors/index.ts";

export type StoredFields = Readonly<Record<string, unknown>>;

/** `what` names the file or program; data loss when the value is no table of fields. */
export function fieldsOf(value: unknown, what: string): StoredFields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw dataLoss(`${what}: ${describe(value)} where fields should be`);
  }
  return value as StoredFields;
}

/** As `fieldsOf`, for the elements of a list. */
export function elementsOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw dataLoss(`${what}: ${describe(value)} where a list should be`);
  }
  return value;
}

export function textAt(fields: StoredFields, name: string, what: string): string {
  return requireText(fields[name], `${what}: ${name}`);
}

export function countAt(fields: StoredFields, name: string, what: string): number {
  return requireCount(fields[name], `${what}: ${name}`);
}

export function requireText(value: unknown, what: string): string {
  if (typeof value !== "string") {
    throw dataLoss(`${what}: ${describe(value)} where text should be`);
  }
  return value;
}

/** A whole number that is not negative and that JavaScript holds exactly. */
export function requireCount(value: unknown, what: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw dataLoss(`${what}: ${describe(value)} where a whole number should be`);
  }
  return value;
}

export function requireBytes(value: unknown, what: string): Uint8Array {
  if (!(value instanceof Uint8Array)) {
    throw dataLoss(`${what}: ${describe(value)} where bytes should be`);
  }
  return value;
}

function describe(value: unknown): string {
  if (value === undefined) {
    return "nothing";
  }
  return typeof value === "object" && value !== null ? "an object" : (JSON.stringify(value) ?? typeof value);
}
