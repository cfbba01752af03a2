// Data that comes from outside the program, such as JSON of an image, a record of the database or a file of an older release,
// is `unknown` to the compiler. A shape says what it must be, and reading it gives a typed value or an error that names the
// place and the rule.
import { type Fault, type FaultOptions, invalidArgument } from "../errors/index.ts";
import { describe, isTable } from "../plugin/settings.ts";

/** Reads a value of plain data. What does not fit throws an error that only `readShape` understands. */
export type Shape<T> = (value: unknown) => T;

/** The type of what a shape reads: `ShapeOf<typeof shape>`. */
export type ShapeOf<S> = S extends Shape<infer T> ? T : never;

/** A value that is not what its shape says. The path to it is put together on the way out: data that fits costs nothing. */
class Misfit extends Error {
  override readonly name = "Misfit";
  /** Keys and indexes, the innermost first. */
  readonly path: (string | number)[] = [];
}

/** Makes the error for data that does not fit. */
export type FaultMaker = (message: string, options?: FaultOptions) => Fault;

/**
 * Reads `value` as `shape` says. `what` names the file, blob or record in the error, which is invalid argument unless
 * `fault` makes another: `config sha256:…: rootfs.diff_ids[0]: must be a string, not 5`.
 */
export function readShape<T>(
  shape: Shape<T>,
  value: unknown,
  what: string,
  fault: FaultMaker = invalidArgument,
): T {
  try {
    return shape(value);
  } catch (error) {
    if (error instanceof Misfit) {
      throw fault([what, printPath(error.path), error.message].filter((part) => part !== "").join(": "));
    }
    throw error;
  }
}

function printPath(path: readonly (string | number)[]): string {
  let text = "";
  for (const step of path.toReversed()) {
    if (typeof step === "number") {
      text += `[${step}]`;
    } else {
      const name = /^[\w./-]+$/.test(step) ? step : JSON.stringify(step);
      text += text === "" ? name : `.${name}`;
    }
  }
  return text;
}

function misfit(expected: string, value: unknown): Misfit {
  const found = isTable(value) ? "an object" : describe(value);
  return new Misfit(`must be ${expected}, not ${found}`);
}

/** The same error, seen from the value that holds the misfit under `step`. */
function within(step: string | number, error: unknown): unknown {
  if (error instanceof Misfit) {
    error.path.push(step);
  }
  return error;
}

function scalar<T>(expected: string, fits: (value: unknown) => value is T): Shape<T> {
  return (value) => {
    if (!fits(value)) {
      throw misfit(expected, value);
    }
    return value;
  };
}

const isText = (value: unknown): value is string => typeof value === "string";
const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);
const isNatural = (value: unknown): value is number => isInteger(value) && value >= 0;
const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

function isMissing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function list<T>(of: Shape<T>, limit: { readonly max?: number } = {}): Shape<T[]> {
  const { max = Number.POSITIVE_INFINITY } = limit;
  return (value) => {
    if (!Array.isArray(value)) {
      throw misfit("a list", value);
    }
    if (value.length > max) {
      throw new Misfit(`has ${value.length} entries, more than the ${max} allowed`);
    }
    const items: T[] = [];
    try {
      for (const item of value) {
        items.push(of(item));
      }
    } catch (error) {
      throw within(items.length, error);
    }
    return items;
  };
}

function map<T>(of: Shape<T>): Shape<Record<string, T>> {
  return (value) => {
    if (!isTable(value)) {
      throw misfit("an object", value);
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readAt(key, of, item)]));
  };
}

function readAt<T>(step: string, of: Shape<T>, value: unknown): T {
  try {
    return of(value);
  } catch (error) {
    throw within(step, error);
  }
}

/** By the names of the fields. */
type Shapes<T> = { readonly [Name in keyof T]: Shape<T[Name]> };

function object<T extends object>(fields: Shapes<T>): Shape<T> {
  const entries = Object.entries(fields) as [string, Shape<unknown>][];
  return (value) => {
    if (!isTable(value)) {
      throw misfit("an object", value);
    }
    const read: Record<string, unknown> = {};
    for (const [name, of] of entries) {
      read[name] = readAt(name, of, Object.hasOwn(value, name) ? value[name] : undefined);
    }
    return read as T;
  };
}

function closed<T extends object>(fields: Shapes<T>): Shape<T> {
  const names = new Map(Object.keys(fields).map((name) => [name.toLowerCase(), name]));
  const open = object(fields);
  return (value) => {
    if (!isTable(value)) {
      throw misfit("an object", value);
    }
    const named = Object.entries(value).map(([key, item]) => {
      const name = names.get(key.toLowerCase());
      if (name === undefined) {
        throw new Misfit(`has no field ${JSON.stringify(key)}`);
      }
      return [name, item] as const;
    });
    return open(Object.fromEntries(named));
  };
}

function positions<T extends object>(fields: Shapes<T>): Shape<T> {
  const entries = Object.entries(fields) as [string, Shape<unknown>][];
  return (value) => {
    if (!Array.isArray(value)) {
      throw misfit("a list", value);
    }
    const read: Record<string, unknown> = {};
    for (const [index, [name, of]] of entries.entries()) {
      read[name] = readAt(name, of, value[index]);
    }
    return read as T;
  };
}

function where<T>(of: Shape<T>, flawOf: (value: T) => string | undefined): Shape<T> {
  return (value) => {
    const read = of(value);
    const flaw = flawOf(read);
    if (flaw !== undefined) {
      throw new Misfit(flaw);
    }
    return read;
  };
}

function optional<T>(of: Shape<T>): Shape<T | undefined> {
  return (value) => (isMissing(value) ? undefined : of(value));
}

function or<T>(of: Shape<T>, otherwise: T): Shape<T> {
  return (value) => (isMissing(value) ? otherwise : of(value));
}

function oneOf<const T extends string | number>(...allowed: readonly T[]): Shape<T> {
  return (value) => {
    const found = allowed.find((each) => each === value);
    if (found === undefined) {
      throw misfit(`one of ${allowed.map((each) => JSON.stringify(each)).join(", ")}`, value);
    }
    return found;
  };
}

/** The shapes there are, and the ways to put them together. */
export const shape = {
  text: scalar("a string", isText),
  /** An integer that JavaScript holds exactly, from -(2^53 - 1) to 2^53 - 1. */
  integer: scalar("an integer", isInteger),
  /** The same, 0 or more. */
  natural: scalar("an integer of at least 0", isNatural),
  flag: scalar("true or false", isFlag),
  bytes: scalar("bytes", isBytes),
  /** Anything at all; it stays `unknown`. */
  any: ((value) => value) as Shape<unknown>,
  /** A list of values of one shape. */
  list,
  /** An object with any keys, whose values have one shape. */
  map,
  /** An object with these fields; others are ignored and left out. */
  object,
  /** An object with these fields and no others. As in Go's JSON, it does not matter which letters of their names are capitals. */
  closed,
  /** A list whose entries are these fields, in this order; more entries are ignored. */
  positions,
  /** The value, or undefined where it is absent or null. */
  optional,
  /** The value, or `otherwise` where it is absent or null. */
  or,
  /** One of some strings or numbers. */
  oneOf,
  /** A value of a shape of which `flawOf` says nothing; what it says is the reason in the error. */
  where,
} as const;
