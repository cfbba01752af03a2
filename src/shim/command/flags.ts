// Go's command-line flags: one dash or two, `-name value` or `-name=value`, and they end at the first other word.
import { invalidArgument } from "../../errors/index.ts";

const switches = ["debug", "info", "v", "version"] as const;
const values = [
  "namespace",
  "address",
  "publish-binary",
  "id",
  "bundle",
  "socket",
  "debug-socket",
  "group",
  "runtime-root",
  "ttrpc-address",
] as const;

export type Switch = (typeof switches)[number];
export type Value = (typeof values)[number];

export interface Flags {
  readonly on: ReadonlySet<Switch>;
  readonly values: Readonly<Record<Value, string>>;
  /** What follows the flags. */
  readonly args: readonly string[];
}

export function parseFlags(argv: readonly string[]): Flags {
  const on = new Set<Switch>();
  const found = Object.fromEntries(values.map((name) => [name, ""])) as Record<Value, string>;
  let index = 0;
  for (; index < argv.length; index++) {
    const match = /^--?([a-z-]+)(?:=(.*))?$/s.exec(argv[index] as string);
    if (match === null) {
      break;
    }
    const [, name = "", inline] = match;
    if (isSwitch(name)) {
      setSwitch(on, name, inline);
    } else if (isValue(name)) {
      found[name] = inline ?? next(argv, ++index, name);
    } else {
      throw invalidArgument(`flag provided but not defined: -${name}`);
    }
  }
  return { on, values: found, args: argv.slice(index) };
}

function isSwitch(name: string): name is Switch {
  return (switches as readonly string[]).includes(name);
}

function isValue(name: string): name is Value {
  return (values as readonly string[]).includes(name);
}

function setSwitch(on: Set<Switch>, name: Switch, inline: string | undefined): void {
  if (inline === undefined || inline === "true" || inline === "1") {
    on.add(name);
  } else {
    on.delete(name);
  }
}

function next(argv: readonly string[], index: number, name: string): string {
  const value = argv[index];
  if (value === undefined) {
    throw invalidArgument(`flag needs an argument: -${name}`);
  }
  return value;
}

/** The flags as arguments for another command of the shim. */
export function toArguments(flags: Flags): string[] {
  const given = Object.entries(flags.values).filter(([, value]) => value !== "");
  return [
    ...given.flatMap(([name, value]) => [`-${name}`, value]),
    ...[...flags.on].map((name) => `-${name}`),
  ];
}
