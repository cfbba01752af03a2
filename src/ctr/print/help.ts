import type { AnyCommand, Group } from "../command.ts";
import type { Flags } from "../flags/flags.ts";
import { formatTable, spaced } from "./table.ts";

/** The help of a group: its commands and flags. */
export function groupHelp(
  path: string,
  summary: string,
  entries: readonly (Group | AnyCommand)[],
  flags: Flags,
): string {
  const names = entries.map((entry) => [
    "   ",
    [entry.name, ...(entry.aliases ?? [])].join(", "),
    entry.summary,
  ]);
  return `NAME:
   ${path} - ${summary}

USAGE:
   ${path} [options] command [command options] [arguments...]

COMMANDS:
${formatTable(names, spaced)}${flagHelp(flags)}`;
}

/** The help of a command: its arguments and flags. */
export function commandHelp(path: string, command: AnyCommand): string {
  return `NAME:
   ${path} - ${command.summary}

USAGE:
   ${path} [options] ${command.usage ?? ""}
${flagHelp(command.flags)}`;
}

function flagHelp(flags: Flags): string {
  const lines = Object.entries(flags).map(([name, flag]) => {
    const names = [`--${name}`, ...(flag.alias === undefined ? [] : [`-${flag.alias}`])];
    const value = flag.value === "" ? "" : ` ${flag.value}`;
    const env = flag.env === undefined ? "" : ` [$${flag.env}]`;
    const initial =
      typeof flag.initial === "string" && flag.initial !== "" ? ` (default: ${flag.initial})` : "";
    return ["   ", `${names.join(", ")}${value}`, `${flag.help}${initial}${env}`];
  });
  return lines.length === 0 ? "" : `\nOPTIONS:\n${formatTable(lines, spaced)}`;
}
