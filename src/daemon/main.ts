// The flags and subcommands of `tsrt daemon`.
import { existsSync, writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { invalidArgument, messageOf } from "../errors/index.ts";
import { silent } from "../log/index.ts";
import { builtins } from "./builtins.ts";
import { type DaemonConfig, type Flags, loadConfig } from "./config/config.ts";
import { defaultConfigFile } from "./config/keys.ts";
import { readToml } from "./config/load.ts";
import { migrate } from "./config/migrate.ts";
import { printConfig, printRaw } from "./config/print.ts";
import { run } from "./run.ts";
import { loadUserPlugins } from "./user-plugins.ts";

const usage = `tsrt daemon: pulls images, keeps snapshots and metadata, runs containers through shims

Usage:
  tsrt daemon [options]
  tsrt daemon [options] config default    the default configuration, with what each key means
  tsrt daemon [options] config dump       the configuration in force: files, imports and flags
  tsrt daemon [options] config migrate    the file, without its imports, in the current version

Options:
  -c, --config FILE         configuration file (default: ${defaultConfigFile})
  -a, --address SOCKET      path of the gRPC socket; the ttrpc socket is beside it, with .ttrpc at its end
      --root DIR            persistent data
      --state DIR           what a reboot may remove
  -l, --log-level LEVEL     trace, debug, info, warn, error or fatal
      --log-format FORMAT   text or json
  -h, --help
`;

interface CommandLine {
  readonly flags: Flags;
  readonly isHelp: boolean;
  readonly words: readonly string[];
}

function read(argv: string[]): CommandLine {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        config: { type: "string", short: "c" },
        address: { type: "string", short: "a" },
        root: { type: "string" },
        state: { type: "string" },
        "log-level": { type: "string", short: "l" },
        "log-format": { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    const { "log-level": logLevel, "log-format": logFormat, help, ...flags } = values;
    return { flags: { ...flags, logLevel, logFormat }, isHelp: help === true, words: positionals };
  } catch (error) {
    throw invalidArgument(messageOf(error));
  }
}

export async function main(argv: string[]): Promise<number> {
  try {
    const { flags, isHelp, words } = read(argv);
    if (isHelp) {
      writeSync(1, usage);
      return 0;
    }
    if (words.length === 0) {
      return await run(loadConfig(flags), builtins);
    }
    writeAll(await print(words.join(" "), flags));
    return 0;
  } catch (error) {
    writeSync(2, `tsrt daemon: ${messageOf(error)}\n`);
    return 1;
  }
}

async function print(command: string, flags: Flags): Promise<string> {
  switch (command) {
    case "config default":
      return printConfig(loadConfig({ config: "/dev/null" }), builtins);
    case "config dump":
      return dumpConfig(loadConfig(flags));
    case "config migrate":
      return printRaw(migrated(flags.config));
    default:
      throw invalidArgument(`unknown command ${JSON.stringify(command)}, see tsrt daemon --help`);
  }
}

/** The configuration in force, with the settings of the user's plugins whose files load. */
async function dumpConfig(config: DaemonConfig): Promise<string> {
  const users = await loadUserPlugins(config.top.plugin_dir, silent);
  return printConfig(config, [...builtins, ...users.map((user) => user.plugin)]);
}

function migrated(config: string | undefined): Readonly<Record<string, unknown>> {
  const file = config ?? defaultConfigFile;
  return config === undefined && !existsSync(file) ? migrate({}, file) : migrate(readToml(file), file);
}

/** Writes to standard output until everything is written, since a pipe may take only a part at once. */
function writeAll(text: string): void {
  let bytes = Buffer.from(text);
  while (bytes.length > 0) {
    bytes = bytes.subarray(writeSync(1, bytes));
  }
}
