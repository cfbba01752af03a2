// Shims of others, started by their public command line. Source: containerd core/runtime/v2/{binary,shim}.go.
import { closeSync, constants, openSync } from "node:fs";
import type { Any } from "../core/any.ts";
import type { ShimRecord } from "../core/shim-record.ts";
import { errnoOf, messageOf, notImplemented } from "../errors/index.ts";
import { makeFifo } from "../linux/fifo.ts";
import type { Log } from "../log/index.ts";
import { BootstrapParams, BootstrapResult, LogLevel, Any as WireAny } from "../rpc/gen/bootstrap.ts";
import type { Bundle, Endpoint } from "./bundle.ts";
import { commonArguments, publishBinary, runCommand } from "./command.ts";
import { environment, type ShimSettings } from "./settings.ts";

const newestVersion = 3;

export interface ForeignStart {
  readonly executable: string;
  readonly runtime: string;
  readonly options: Any | undefined;
  readonly version: string;
  readonly timeoutMillis: number;
  /** Executables known to want options, not bootstrap parameters. */
  readonly older: Set<string>;
}

/**
 * Runs `start` and gives what it answered. Shims of containerd 2.3 and later read bootstrap parameters from stdin and
 * refuse to start without them; older ones read their options, and take the parameters for options of a strange type:
 * whoever fails with one is asked again with the other. The `log` FIFO must be open before: see `openLog`.
 */
export async function startForeign(
  settings: ShimSettings,
  bundle: Bundle,
  start: ForeignStart,
): Promise<Endpoint> {
  bundle.binary = start.executable;
  const { options, executable, older } = start;
  const legacy = options === undefined ? new Uint8Array() : WireAny.encode(options);
  if (older.has(executable)) {
    return run(settings, bundle, start, legacy);
  }
  try {
    return await run(settings, bundle, start, bootstrapParams(settings, bundle, start));
  } catch (error) {
    const endpoint = await run(settings, bundle, start, legacy).catch((second: unknown) => {
      throw isMisunderstanding(error) ? second : error;
    });
    older.add(executable);
    return endpoint;
  }
}

/** The words of Go's typeurl for an id where it looked for a type. */
function isMisunderstanding(error: unknown): boolean {
  return messageOf(error).includes("type with url");
}

function bootstrapParams(settings: ShimSettings, bundle: Bundle, start: ForeignStart): Uint8Array {
  return BootstrapParams.encode({
    instanceId: bundle.id,
    namespace: bundle.namespace,
    logLevel: settings.isDebug ? LogLevel.LOG_LEVEL_DEBUG : LogLevel.LOG_LEVEL_INFO,
    containerdVersion: start.version,
    containerdGrpcAddress: settings.grpcAddress,
    containerdTtrpcAddress: settings.ttrpcAddress,
    containerdBinary: publishBinary(settings),
    extensions: start.options === undefined ? [] : [{ value: start.options }],
  });
}

async function run(
  settings: ShimSettings,
  bundle: Bundle,
  start: ForeignStart,
  stdin: Uint8Array,
): Promise<Endpoint> {
  const { stdout } = await runCommand([start.executable, ...commonArguments(settings, bundle), "start"], {
    cwd: bundle.path,
    env: { ...environment(settings, bundle.namespace), GOMAXPROCS: "2" },
    stdin,
    timeoutMillis: start.timeoutMillis,
  });
  return parseStart(stdout);
}

/** A BootstrapResult, JSON of 1.7's shims, or the bare address of older ones. */
export function parseStart(output: Uint8Array): Endpoint {
  const text = Buffer.from(output).toString().trim();
  const result = parseResult(output) ?? parseJson(text) ?? { version: 2, address: text, protocol: "ttrpc" };
  if (result.version > newestVersion) {
    throw notImplemented(`unsupported shim version (${result.version})`);
  }
  if (result.protocol !== "ttrpc" && result.protocol !== "grpc") {
    throw notImplemented(`unexpected protocol: ${JSON.stringify(result.protocol)}`);
  }
  return { version: result.version, address: result.address, protocol: result.protocol };
}

interface Answer {
  readonly version: number;
  readonly address: string;
  readonly protocol: string;
}

/** Text may happen to be a message: one without version and address is none. */
function parseResult(output: Uint8Array): Answer | undefined {
  try {
    const { version, address, protocol } = BootstrapResult.decode(output);
    return version >= 2 && address !== ""
      ? { version, address, protocol: protocol.toLowerCase() }
      : undefined;
  } catch {
    return undefined;
  }
}

function parseJson(text: string): Answer | undefined {
  try {
    const { version, address, protocol } = JSON.parse(text) as Partial<Answer>;
    return version !== undefined && version >= 2 && address !== undefined
      ? { version, address, protocol: (protocol ?? "ttrpc").toLowerCase() }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads the FIFO that a foreign shim logs to. Both ends are held, so that the shim never waits for a reader and the
 * stream never ends before `close`.
 */
export function openLog(bundle: Bundle, log: Log): { close(): void } {
  try {
    makeFifo(bundle.logPath, 0o700);
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") {
      throw error;
    }
  }
  const fd = openSync(bundle.logPath, constants.O_RDWR | constants.O_NONBLOCK);
  const reader = Bun.file(fd).stream().getReader();
  copyLines(reader, (line) => log.info("shim", { id: bundle.id, line })).catch(() => {});
  return {
    close() {
      reader.cancel().catch(() => {});
      closeSync(fd);
    },
  };
}

const maxLine = 64 * 1024;

async function copyLines(
  reader: { read(): Promise<{ done: boolean; value?: Uint8Array | undefined }> },
  print: (line: string) => void,
): Promise<void> {
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    const lines = (rest + Buffer.from(value ?? []).toString()).split("\n");
    rest = (lines.pop() ?? "").slice(-maxLine);
    for (const line of lines.filter((text) => text !== "")) {
      print(line);
    }
  }
}

export function foreignRecord(
  bundle: Bundle,
  group: string,
  start: ForeignStart,
  endpoint: Endpoint,
): ShimRecord {
  return {
    format: 1,
    namespace: bundle.namespace,
    group,
    executable: start.executable,
    runtime: start.runtime,
    pid: 0,
    startTime: 0,
    ...endpoint,
  };
}
