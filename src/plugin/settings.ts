// Makes a plugin's settings of its table in a configuration file: values are checked against the declared keys, and
// defaults are filled in.

import { formatDuration, parseDuration } from "../context/duration.ts";
import { type Fault, invalidArgument } from "../errors/index.ts";
import type { Config, DurationKey, FloatKey, IntKey, Key, Settings } from "./key.ts";

/** A value from a configuration file. Errors name the file. */
export interface GivenSetting {
  readonly value: unknown;
  readonly file: string;
}

/** What the configuration files say about one plugin, by key. */
export type Table = ReadonlyMap<string, GivenSetting>;

/** What a table was read as. */
export interface Checked<C extends Config> {
  readonly settings: Settings<C>;
  /** The keys that nobody declared, in the order of the file. */
  readonly unknown: readonly { readonly name: string; readonly file: string }[];
}

/**
 * Reads a table as the declared keys say. `where` is the table's name as the file writes it. Invalid argument: a value is not
 * what its key must be; the message names file, key and reason.
 */
export function checkSettings<C extends Config>(config: C, table: Table, where: string): Checked<C> {
  const settings: Record<string, unknown> = {};
  for (const [name, key] of Object.entries(config)) {
    const given = table.get(name);
    settings[name] = given === undefined ? key.default : read(key, given, path(where, name));
  }
  const unknown = [...table]
    .filter(([name]) => !Object.hasOwn(config, name))
    .map(([name, { file }]) => ({ name: path(where, name), file }));
  return { settings: settings as Settings<C>, unknown };
}

function path(where: string, name: string): string {
  const key = /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
  return where === "" ? key : `${where}.${key}`;
}

function read(key: Key, given: GivenSetting, name: string): unknown {
  const refuse = (reason: string): Fault => invalidArgument(`${given.file}: ${name}: ${reason}`);
  const { value } = given;
  switch (key.kind) {
    case "string":
      if (typeof value !== "string") {
        throw refuse(`must be a string, not ${describe(value)}`);
      }
      if (key.oneOf !== undefined && !key.oneOf.includes(value)) {
        throw refuse(`must be one of ${key.oneOf.map(quote).join(", ")}, not ${quote(value)}`);
      }
      return value;
    case "int":
    case "float":
      return readNumber(key, value, refuse);
    case "bool":
      if (typeof value !== "boolean") {
        throw refuse(`must be true or false, not ${describe(value)}`);
      }
      return value;
    case "duration":
      return readDuration(key, value, refuse);
    case "strings":
      if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
        throw refuse(`must be a list of strings, not ${describe(value)}`);
      }
      return value;
    case "table":
      if (!isTable(value)) {
        throw refuse(`must be a table, not ${describe(value)}`);
      }
      return overlaid(key.default, value);
    case "tables":
      if (!Array.isArray(value) || !value.every(isTable)) {
        throw refuse(`must be a list of tables, not ${describe(value)}`);
      }
      return value;
  }
}

function readNumber(key: IntKey | FloatKey, value: unknown, refuse: (reason: string) => Fault): number {
  // The parser of TOML gives integers beyond 2^53 as bigint.
  const isNumber = typeof value === "number" && Number.isFinite(value);
  if (!isNumber || (key.kind === "int" && !Number.isSafeInteger(value))) {
    throw refuse(`must be ${key.kind === "int" ? "an integer" : "a number"}, not ${describe(value)}`);
  }
  if (key.min !== undefined && value < key.min) {
    throw refuse(`must be at least ${key.min}, not ${value}`);
  }
  if (key.max !== undefined && value > key.max) {
    throw refuse(`must be at most ${key.max}, not ${value}`);
  }
  return value;
}

/** Empty text stands for the default: containerd writes it into its own default files. */
function readDuration(key: DurationKey, value: unknown, refuse: (reason: string) => Fault): number {
  if (value === "") {
    return key.default;
  }
  const millis = typeof value === "string" ? parseDuration(value) : undefined;
  if (millis === undefined || millis < 0) {
    throw refuse(`must be a duration such as "1m30s", not ${describe(value)}`);
  }
  return millis;
}

/** Tables are merged key by key, at every depth; everything else is replaced. */
export function overlaid(below: unknown, above: unknown): unknown {
  if (!isTable(below) || !isTable(above)) {
    return above;
  }
  const result: Record<string, unknown> = { ...below };
  for (const [name, value] of Object.entries(above)) {
    result[name] = overlaid(result[name], value);
  }
  return result;
}

/** A setting as it is written in a file. */
export function printable(key: Key, value: unknown): unknown {
  return key.kind === "duration" ? formatDuration(value as number) : value;
}

/** Whether a value that was parsed from TOML or JSON is an object: neither a list, nor null, nor a date of TOML. */
export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Names a value in a message: a scalar as it is, anything larger by its kind. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) {
    return "a list";
  }
  if (isTable(value)) {
    return "a table";
  }
  return typeof value === "string" ? quote(value) : String(value);
}

function quote(text: string): string {
  return JSON.stringify(text);
}
