// Data that comes from outside the program, such as JSON of an image, a record of the database or a file of an older release,
// is `unknown` to the compiler. A shape says what it must be, and reading it gives a typed value or an error that names the
// place and the rule.
import { type Fault, type FaultOptions, invalidArgument } from "../errors/index.ts";
import { describe, isTable } from "../plugin/settings.ts";

/** Reads a value of plain data. `path` is where it stands, such as `layers[3].size`; a misfit throws `Misfit`. */
export type Shape<T> = (value: unknown, path: string) => T;

/** The type of what a shape reads: `ShapeOf<typeof shape>`. */
export type ShapeOf<S> = S extends Shape<infer T> ? T : never;

/** A value that is not what its shape says. */
class Misfit extends Error {
  override readonly name = "Misfit";
  readonly path: string;

  constructor(path: string, rule: string) {
    super(rule);
    this.path = path;
  }
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
    return shape(value, "");
  } catch (error) {
    if (error instanceof Misfit) {
      throw fault(`${what}: ${error.path === "" ? "" : `${error.path}: `}${error.message}`);
    }
    throw error;
  }
}

function misfit(path: string, expected: string, value: unknown): Misfit {
  const found = isTable(value) ? "an object" : describe(value);
  return new Misfit(path, `must be ${expected}, not ${found}`);
}

function scalar<T>(expected: string, fits: (value: unknown) => value is T): Shape<T> {
  return (value, path) => {
    if (!fits(value)) {
      throw misfit(path, expected, value);
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

function keyPath(path: string, key: string): string {
  const name = /^[\w./-]+$/.test(key) ? key : JSON.stringify(key);
  return path === "" ? name : `${path}.${name}`;
}

function list<T>(of: Shape<T>, limit: { readonly max?: number } = {}): Shape<T[]> {
  const { max = Number.POSITIVE_INFINITY } = limit;
  return (value, path) => {
    if (!Array.isArray(value)) {
      throw misfit(path, "a list", value);
    }
    if (value.length > max) {
      throw new Misfit(path, `has ${value.length} entries, more than the ${max} allowed`);
    }
    return value.map((item: unknown, index) => of(item, `${path}[${index}]`));
  };
}

function map<T>(of: Shape<T>): Shape<Record<string, T>> {
  return (value, path) => {
    if (!isTable(value)) {
      throw misfit(path, "an object", value);
    }
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, of(item, keyPath(path, key))]),
    );
  };
}

/** By the names of the fields. */
type Shapes<T> = { readonly [Name in keyof T]: Shape<T[Name]> };

function object<T extends object>(fields: Shapes<T>): Shape<T> {
  const entries = Object.entries(fields) as [string, Shape<unknown>][];
  return (value, path) => {
    if (!isTable(value)) {
      throw misfit(path, "an object", value);
    }
    return Object.fromEntries(
      entries.map(([name, of]) => [
        name,
        of(Object.hasOwn(value, name) ? value[name] : undefined, keyPath(path, name)),
      ]),
    ) as T;
  };
}

function positions<T extends object>(fields: Shapes<T>): Shape<T> {
  const entries = Object.entries(fields) as [string, Shape<unknown>][];
  return (value, path) => {
    if (!Array.isArray(value)) {
      throw misfit(path, "a list", value);
    }
    const read: Record<string, unknown> = {};
    for (const [index, [name, of]] of entries.entries()) {
      read[name] = of(value[index], keyPath(path, name));
    }
    return read as T;
  };
}

function optional<T>(of: Shape<T>): Shape<T | undefined> {
  return (value, path) => (isMissing(value) ? undefined : of(value, path));
}

function or<T>(of: Shape<T>, otherwise: T): Shape<T> {
  return (value, path) => (isMissing(value) ? otherwise : of(value, path));
}

function oneOf<const T extends string | number>(...allowed: readonly T[]): Shape<T> {
  return (value, path) => {
    const found = allowed.find((each) => each === value);
    if (found === undefined) {
      throw misfit(path, `one of ${allowed.map((each) => JSON.stringify(each)).join(", ")}`, value);
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
  /** A list whose entries are these fields, in this order; more entries are ignored. */
  positions,
  /** The value, or undefined where it is absent or null. */
  optional,
  /** The value, or `otherwise` where it is absent or null. */
  or,
  /** One of some strings or numbers. */
  oneOf,
} as const;
