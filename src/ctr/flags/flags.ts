// Flags as data: their types, parsing, defaults and help all come from one declaration.
// The parser is our own, not yargs, for two reasons. At each level flags end at the first argument that is none, as with Go's
// parser that ctr's users know (`run --rm IMAGE ID ls --all`); and loading yargs takes longer than a whole command may take.
import { parseDuration } from "../../context/duration.ts";
import { invalidArgument } from "../../errors/index.ts";

/** A flag whose value has type `T`. */
export interface Flag<T> {
  /** One line for the help. */
  readonly help: string;
  /** One letter that stands for the flag, too. */
  readonly alias: string | undefined;
  /** Environment variable that gives the value when the flag is not given. */
  readonly env: string | undefined;
  /** The value when neither is given. */
  readonly initial: T;
  /** What the value is called in the help; empty for a flag that takes none. */
  readonly value: string;
  /** The value after one more occurrence of the flag. Invalid argument: the text cannot be read. */
  add(before: T, text: string): T;
}

/** Flags by their names. */
// biome-ignore lint/suspicious/noExplicitAny: flags of different types in one table
export type Flags = Readonly<Record<string, Flag<any>>>;
/** The values of flags, by their names. */
export type Values<F extends Flags> = { readonly [Key in keyof F]: F[Key] extends Flag<infer T> ? T : never };

/** What not every flag has. */
interface Details {
  /** One letter. */
  readonly alias?: string;
  /** Environment variable that gives the value when the flag is not given. */
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

/** A flag that is there or not: `--name`, `--name=false`. */
export function bool(help: string, details: Details = {}): Flag<boolean> {
  return flag(help, "", false, details, (_, text) => toBoolean(text));
}

/** A text; undefined when the flag is not given, because an empty text is a value. */
export function text(help: string, details: Details = {}): Flag<string | undefined> {
  return flag<string | undefined>(help, "value", undefined, details, (_, given) => given);
}

/** A text that has a default. */
export function textOr(initial: string, help: string, details: Details = {}): Flag<string> {
  return flag(help, "value", initial, details, (_, given) => given);
}

/** Texts: the flag may be given several times. */
export function list(help: string, details: Details = {}): Flag<readonly string[]> {
  return flag<readonly string[]>(help, "value", [], details, (before, given) => [...before, given]);
}

/** A number; undefined when the flag is not given. */
export function number(help: string, details: Details = {}): Flag<number | undefined> {
  return flag<number | undefined>(help, "number", undefined, details, (_, given) => toNumber(given));
}

/** Milliseconds, from a text such as `1h30m` or `500ms`. */
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
