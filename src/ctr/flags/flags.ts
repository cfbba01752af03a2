// Flags as data: their types, parsing, defaults and help all come from one declaration.
// A parser of our own, not yargs: at each level flags end at the first argument that is none, as with Go's parser that
// ctr's users know (`run --rm IMAGE ID ls --all`), and loading yargs takes 40 of the 60 ms a command may take to start.
import { parseDuration } from "../../context/duration.ts";
import { invalidArgument } from "../../errors/index.ts";

export interface Flag<T> {
  readonly help: string;
  readonly alias: string | undefined;
  readonly env: string | undefined;
  readonly initial: T;
  /** What its value is called in the help; empty for one that takes none. */
  readonly value: string;
  /** Takes one more occurrence into account. */
  add(before: T, text: string): T;
}

// biome-ignore lint/suspicious/noExplicitAny: flags of different types in one table
export type Flags = Readonly<Record<string, Flag<any>>>;
export type Values<F extends Flags> = { readonly [Key in keyof F]: F[Key] extends Flag<infer T> ? T : never };

interface Details {
  /** One letter. */
  readonly alias?: string;
  readonly env?: string;
}

const flag = <T>(
  help: string,
  value: string,
  initial: T,
  details: Details,
  add: Flag<T>["add"],
): Flag<T> => ({
  help,
  value,
  initial,
  alias: details.alias,
  env: details.env,
  add,
});

/** `--name`, `--name=false`. */
export function bool(help: string, details: Details = {}): Flag<boolean> {
  return flag(help, "", false, details, (_, text) => toBoolean(text));
}

/** Undefined when not given: an empty text is a value. */
export function text(help: string, details: Details = {}): Flag<string | undefined> {
  return flag<string | undefined>(help, "value", undefined, details, (_, given) => given);
}

export function textOr(initial: string, help: string, details: Details = {}): Flag<string> {
  return flag(help, "value", initial, details, (_, given) => given);
}

export function list(help: string, details: Details = {}): Flag<readonly string[]> {
  return flag<readonly string[]>(help, "value", [], details, (before, given) => [...before, given]);
}

export function number(help: string, details: Details = {}): Flag<number | undefined> {
  return flag<number | undefined>(help, "number", undefined, details, (_, given) => toNumber(given));
}

/** Milliseconds, from texts such as `1h30m` or `500ms`. */
export function duration(initial: number, help: string, details: Details = {}): Flag<number> {
  return flag(help, "duration", initial, details, (_, given) => readDuration(given));
}

function toBoolean(given: string): boolean {
  const lower = given.toLowerCase();
  if (!["true", "false", "1", "0", "t", "f"].includes(lower)) {
    throw invalidArgument(`${JSON.stringify(given)} is neither true nor false`);
  }
  return ["true", "1", "t"].includes(lower);
}

function toNumber(given: string): number {
  const value = Number(given);
  if (given.trim() === "" || !Number.isFinite(value)) {
    throw invalidArgument(`${JSON.stringify(given)} is not a number`);
  }
  return value;
}

/** Milliseconds. Invalid argument: the text is not a duration, or less than nothing. */
export function readDuration(given: string): number {
  const millis = parseDuration(given);
  if (millis === undefined || millis < 0) {
    throw invalidArgument(`${JSON.stringify(given)} is not a duration such as 1h30m or 500ms`);
  }
  return millis;
}
