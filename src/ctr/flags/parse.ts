import { invalidArgument, messageOf } from "../../errors/index.ts";
import type { Flag, Flags, Values } from "./flags.ts";

/** A command line, parsed. */
export interface Parsed<F extends Flags> {
  readonly flags: Values<F>;
  /** What is no flag. */
  readonly args: readonly string[];
}

/** How a command line is parsed. */
export interface ParseOptions {
  /** Whether flags may follow arguments. Not so where arguments are another program's command line. Default false. */
  readonly interspersed?: boolean | undefined;
  /** The environment. Default: that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: flags of different types in one table
type AnyFlag = Flag<any>;

/** Parses a command line. Invalid argument, in the words of Go's parser: `flag provided but not defined: -x`. */
export function parse<F extends Flags>(
  declared: F,
  argv: readonly string[],
  options: ParseOptions = {},
): Parsed<F> {
  const values: Record<string, unknown> = initialValues(declared, options.env ?? process.env);
  const args: string[] = [];
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--") {
      args.push(...rest.splice(0));
    } else if (word.startsWith("-") && word !== "-") {
      for (const { name, value } of occurrences(declared, word)) {
        const given = value ?? (declared[name]?.value === "" ? "true" : rest.shift());
        if (given === undefined) {
          throw invalidArgument(`flag needs an argument: ${word}`);
        }
        values[name] = add(declared[name] as AnyFlag, values[name], given, word);
      }
    } else if (options.interspersed === true) {
      args.push(word);
    } else {
      args.push(word, ...rest.splice(0));
    }
  }
  return { flags: values as Values<F>, args };
}

function initialValues(declared: Flags, env: Readonly<Record<string, string | undefined>>) {
  const values: Record<string, unknown> = {};
  for (const [name, flag] of Object.entries(declared)) {
    const fromEnv = flag.env === undefined ? undefined : env[flag.env];
    values[name] =
      fromEnv === undefined || fromEnv === ""
        ? flag.initial
        : add(flag, flag.initial, fromEnv, `$${flag.env}`);
  }
  return values;
}

function add(flag: AnyFlag, before: unknown, given: string, word: string): unknown {
  try {
    return flag.add(before, given);
  } catch (error) {
    throw invalidArgument(
      `invalid value for flag ${word}: ${messageOf(error).replace(/: invalid argument$/, "")}`,
    );
  }
}

/** A flag as it stands on a command line. */
interface Occurrence {
  readonly name: string;
  /** Undefined: the next word is the value, if the flag takes one. */
  readonly value: string | undefined;
}

/** The flags that a word gives: `--name`, `--name=value`, `-name`, `-n`, and letters together (`-it`). */
function occurrences(declared: Flags, word: string): Occurrence[] {
  const equals = word.indexOf("=");
  const end = equals < 0 ? word.length : equals;
  const given = word.slice(word.startsWith("--") ? 2 : 1, end);
  const value = equals < 0 ? undefined : word.slice(equals + 1);
  const name = nameOf(declared, given);
  if (name !== undefined) {
    return [{ name, value }];
  }
  const letters = [...given].map((letter) => nameOf(declared, letter));
  const flags = letters.map((letter) => (letter === undefined ? undefined : declared[letter]));
  const areTogether = !word.startsWith("--") && flags.every((flag) => flag?.value === "");
  if (!areTogether || value !== undefined) {
    throw invalidArgument(`flag provided but not defined: -${given}`);
  }
  return letters.map((letter) => ({ name: letter ?? "", value: undefined }));
}

function nameOf(declared: Flags, given: string): string | undefined {
  if (Object.hasOwn(declared, given)) {
    return given;
  }
  return Object.keys(declared).find((name) => declared[name]?.alias === given);
}
