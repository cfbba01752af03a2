// `tsrt ttrpc`: a tool to look into shims that run. It calls any known ttrpc service by name, with JSON.
import { parseArgs } from "node:util";
import { messageOf } from "../errors/index.ts";
import type { CallOptions, Channel } from "../rpc/channel.ts";
import { namespaceHeader } from "../rpc/interceptors/namespace.ts";
import { bunTransport } from "../rpc/transport/bun.ts";
import { ttrpcChannel } from "../rpc/ttrpc/client.ts";
import { call } from "./call.ts";
import { list } from "./list.ts";
import { complain, print } from "./print.ts";
import { watch } from "./watch.ts";

const usage = `tsrt ttrpc: looks into shims and daemons

Usage:
  tsrt ttrpc ADDRESS list                            which services answer there
  tsrt ttrpc ADDRESS call SERVICE/METHOD ['{json}' ...]
                                                     calls; prints each reply as a line of JSON
  tsrt ttrpc ADDRESS watch SOCKET                    listens on SOCKET, passes everything on and prints each frame

ADDRESS is the path of a unix socket, with or without unix://. Of SERVICE the last words are enough.
Bytes are base64; {"@type": "URL", ...} is an Any.

Options:
  -n, --namespace NAME    default: $CONTAINERD_NAMESPACE, else default
  -t, --timeout SECONDS   give up after this long; default 10, 0 is never

Exit codes: 0 done, 1 the call or the connection failed, 2 wrong usage
`;

/** A command line, parsed. */
interface Command {
  readonly address: string;
  readonly verb: string;
  readonly rest: readonly string[];
  readonly namespace: string;
  /** Milliseconds after which a call fails; 0: never. */
  readonly timeout: number;
}

/** A command line that cannot be understood: exit code 2. */
class UsageError extends Error {}

/** Undefined when help is asked for, or there is nothing to do. */
function parse(argv: string[]): Command | undefined {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      namespace: { type: "string", short: "n" },
      timeout: { type: "string", short: "t", default: "10" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [address = "", verb = "", ...rest] = positionals;
  if (values.help || address === "") {
    return undefined;
  }
  const seconds = Number(values.timeout);
  if (Number.isNaN(seconds) || seconds < 0) {
    throw new UsageError(`timeout ${JSON.stringify(values.timeout)} is no number of seconds`);
  }
  return {
    address: address.replace(/^(ttrpc\+)?unix:\/\//, ""),
    verb,
    rest,
    namespace: values.namespace || process.env.CONTAINERD_NAMESPACE || "default",
    timeout: seconds * 1000,
  };
}

async function run(command: Command): Promise<void> {
  const { address, verb, rest } = command;
  const [first] = rest;
  switch (verb) {
    case "list":
      return withChannel(address, (channel) => list(channel, optionsOf(command)));
    case "call":
      if (first === undefined) {
        throw new UsageError("call needs SERVICE/METHOD");
      }
      return withChannel(address, (channel) => call(channel, first, rest.slice(1), optionsOf(command)));
    case "watch":
      if (first === undefined) {
        throw new UsageError("watch needs the path of a socket to listen on");
      }
      return watch(address, first, interrupted());
    default:
      throw new UsageError(verb === "" ? "list, call or watch?" : `unknown command ${JSON.stringify(verb)}`);
  }
}

function optionsOf({ namespace, timeout }: Command): CallOptions {
  return {
    metadata: { [namespaceHeader.ttrpc]: namespace },
    timeout: timeout === 0 ? undefined : timeout,
  };
}

async function withChannel(address: string, use: (channel: Channel) => Promise<void>): Promise<void> {
  await using channel = ttrpcChannel(await bunTransport.connect({ path: address }));
  await use(channel);
}

function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => controller.abort());
  }
  return controller.signal;
}

/** Runs one command line. Resolves to the exit code. */
export async function main(argv: string[]): Promise<number> {
  let command: Command | undefined;
  try {
    command = parse(argv);
  } catch (error) {
    complain(messageOf(error));
    return 2;
  }
  if (command === undefined) {
    print(usage.trimEnd());
    return argv.length === 0 ? 2 : 0;
  }
  try {
    await run(command);
    return 0;
  } catch (error) {
    complain(messageOf(error));
    return error instanceof UsageError ? 2 : 1;
  }
}
