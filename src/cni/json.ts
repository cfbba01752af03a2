// Reading JSON that others wrote: each reader names the field that is not what it must be.
import { invalidArgument } from "../errors/index.ts";

/** A JSON object whose fields are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses a text that must be a JSON object. Invalid argument, naming `what`: it is none. */
export function parseObject(text: string, what: string): JsonObject {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalidArgument(`${what}: not JSON`, { cause });
  }
  return objectOf(json, what);
}

/** Whether a value is a JSON object, not null and not a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value, which must be an object. Invalid argument, naming `what`: it is none. */
export function objectOf(value: unknown, what: string): JsonObject {
  if (!isObject(value)) {
    throw invalidArgument(`${what}: not an object`);
  }
  return value;
}

/** The value as a list; an absent or null one is empty. Invalid argument, naming `what`: it is something else. */
export function listOf(value: unknown, what: string): readonly unknown[] {
  if (value === undefined || value === null) {
    return [];
  }
  if (!Array.isArray(value)) {
    throw invalidArgument(`${what}: not a list`);
  }
  return value;
}

/** The value as a text; an absent or null one is empty. Invalid argument, naming `what`: it is something else. */
export function textOf(value: unknown, what: string): string {
  if (value === undefined || value === null) {
    return "";
  }
  if (typeof value !== "string") {
    throw invalidArgument(`${what}: not a string`);
  }
  return value;
}

/** The value as a whole number, undefined when it is absent. Invalid argument, naming `what`: it is something else. */
export function wholeNumberOf(value: unknown, what: string): number | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (!Number.isSafeInteger(value)) {
    throw invalidArgument(`${what}: not a whole number`);
  }
  return value as number;
}

/** The value as a truth value, also as a text, as libcni accepts it; an absent one is false. */
export function booleanOf(value: unknown, what: string): boolean {
  const text = typeof value === "string" ? value.toLowerCase() : value;
  if (text === undefined || text === false || text === "false") {
    return false;
  }
  if (text !== true && text !== "true") {
    throw invalidArgument(`${what}: neither true nor false`);
  }
  return true;
}
