// `tsrt doctor`: examines a host, whether containers and pods can run on it, and says what to do.
import { writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { ownCommand } from "../context/own-command.ts";
import { invalidArgument, messageOf } from "../errors/index.ts";
import { examine } from "./examine.ts";
import { findingsJson, formatFindings } from "./print.ts";
import { thisHost } from "./this-host.ts";

const usage = `tsrt doctor: examines a host, whether containers and pods can run on it

Usage:
  tsrt doctor [options]

Options:
  -c, --config FILE      the daemon's configuration file; default /etc/tsrt/config.toml
  -a, --address SOCKET   the daemon's socket; default: $CONTAINERD_ADDRESS, else what the configuration says
      --format FORMAT    text (the default) or json
  -h, --help

Exit codes: 0 nothing failed, 1 something failed, 2 wrong usage
`;

interface Options {
  readonly config: string | undefined;
  readonly address: string | undefined;
  readonly isJson: boolean;
  readonly isHelp: boolean;
}

function read(argv: string[]): Options {
  const { values } = parseArgs({
    args: argv,
    options: {
      config: { type: "string", short: "c" },
      address: { type: "string", short: "a" },
      format: { type: "string", default: "text" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { config, address = process.env.CONTAINERD_ADDRESS, format, help } = values;
  if (format !== "text" && format !== "json") {
    throw invalidArgument("format must be text or json");
  }
  return {
    config,
    address: address?.replace(/^unix:\/\//, "") || undefined,
    isJson: format === "json",
    isHelp: help,
  };
}

/** Runs one command line. Resolves to the exit code. */
export async function main(argv: string[]): Promise<number> {
  let options: Options;
  try {
    options = read(argv);
  } catch (error) {
    writeSync(2, `doctor: ${messageOf(error)}\n\n${usage}`);
    return 2;
  }
  if (options.isHelp) {
    writeSync(1, usage);
    return 0;
  }
  const { config, address, isJson } = options;
  const findings = await examine(thisHost, { configFile: config, address, program: ownCommand() });
  const columns = process.stdout.columns || Number.POSITIVE_INFINITY;
  writeSync(1, isJson ? findingsJson(findings) : formatFindings(findings, columns));
  return findings.some(({ level }) => level === "fail") ? 1 : 0;
}
