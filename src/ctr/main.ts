// `tsrt ctr`: finds the command that the arguments name, parses its flags, and runs it.
import { type AnyCommand, find, type Group, isGroup } from "./command.ts";
import { commands } from "./commands/index.ts";
import { bool, duration, type Flags, textOr } from "./flags/flags.ts";
import { parse } from "./flags/parse.ts";
import { commandHelp, groupHelp } from "./print/help.ts";
import { ClosedOutput, print, printError } from "./print/output.ts";
import { CommandSession, reportFailure } from "./session.ts";

const globals = {
  debug: bool("Print causes of errors with their origin"),
  address: textOr("/run/tsrt/tsrt.sock", "Address of the daemon's socket", {
    alias: "a",
    env: "CONTAINERD_ADDRESS",
  }),
  timeout: duration(0, "Total timeout for the command"),
  "connect-timeout": duration(0, "Timeout for connecting to the daemon"),
  namespace: textOr("default", "Namespace to use", { alias: "n", env: "CONTAINERD_NAMESPACE" }),
  help: bool("Show help", { alias: "h" }),
  version: bool("Print the version", { alias: "v" }),
} as const satisfies Flags;

const help = { help: bool("Show help", { alias: "h" }) } as const;

type Globals = ReturnType<typeof parse<typeof globals>>["flags"];

/** Runs one command line. Resolves to the exit code: 1 for a failure, 3 for a command that does not exist. */
export async function main(argv: string[]): Promise<number> {
  let flags: Globals | undefined;
  try {
    const parsed = parse(globals, argv);
    flags = parsed.flags;
    const [name, ...rest] = parsed.args;
    if (flags.version) {
      return await dispatch("ctr", commands, ["version", "--client"], flags);
    }
    if (name === undefined || name === "help" || name === "h" || flags.help) {
      print(groupHelp("ctr", "the admin CLI of tsrt", commands, globals));
      return 0;
    }
    return await dispatch("ctr", commands, [name, ...rest], flags);
  } catch (error) {
    if (error instanceof ClosedOutput) {
      return 0;
    }
    reportFailure(error, flags?.debug ?? false);
    return 1;
  }
}

/** Finds the entry that a word names. `shared` and `before`: the flags of its group, and what was given of them. */
async function dispatch(
  path: string,
  entries: readonly (Group | AnyCommand)[],
  [name = "", ...rest]: readonly string[],
  flags: Globals,
  shared: Flags = {},
  before: readonly string[] = [],
): Promise<number> {
  const entry = find<Group | AnyCommand>(entries, name);
  if (entry === undefined) {
    printError(`No help topic for '${name}'`);
    return 3;
  }
  const here = `${path} ${entry.name}`;
  return isGroup(entry)
    ? dispatchGroup(here, entry, rest, flags)
    : invoke(here, entry, [...before, ...rest], flags, shared);
}

async function dispatchGroup(
  path: string,
  group: Group,
  argv: readonly string[],
  flags: Globals,
): Promise<number> {
  const shared = group.shared ?? {};
  const known = { ...shared, ...help };
  const { flags: own, args } = parse(known, argv);
  const entries = await group.load();
  if (args.length === 0 || own.help || args[0] === "help") {
    print(groupHelp(path, group.summary, entries, known));
    return 0;
  }
  // The group's own flags are parsed again among those of the subcommand.
  const before = argv.slice(0, argv.length - args.length);
  return dispatch(path, entries, args, flags, shared, before);
}

async function invoke(
  path: string,
  command: AnyCommand,
  argv: readonly string[],
  globalFlags: Globals,
  shared: Flags,
): Promise<number> {
  const known = { ...shared, ...command.flags, ...help };
  const { flags, args } = parse(known, argv, { interspersed: command.carriesCommand !== true });
  if (flags.help) {
    print(commandHelp(path, { ...command, flags: known }));
    return 0;
  }
  await using session = new CommandSession({
    ...globalFlags,
    connectTimeout: globalFlags["connect-timeout"],
    isDebugging: globalFlags.debug,
  });
  return (await command.run({ flags, args, session })) ?? 0;
}
