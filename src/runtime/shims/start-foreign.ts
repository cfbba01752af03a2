// Starts shims that are other executables, by their public command line. Source: containerd core/runtime/v2/{binary,shim}.go.
import type { Any } from "../../core/any.ts";
import type { ShimRecord } from "../../core/shim-record.ts";
import { messageOf } from "../../errors/index.ts";
import { BootstrapParams, LogLevel, Any as WireAny } from "../../rpc/gen/bootstrap.ts";
import type { Bundle } from "../bundle/bundle.ts";
import { parseBootstrapResult } from "./bootstrap-result.ts";
import { commonArguments, publishBinary, runCommand } from "./command-line.ts";
import type { Endpoint } from "./endpoint.ts";
import { environment, type ShimSettings } from "./settings.ts";

/** Milliseconds that a shim may take to start. */
const startTimeout = 30_000;

export interface ForeignStart {
  readonly executable: string;
  readonly runtime: string;
  readonly options: Any | undefined;
}

/**
 * Runs the `start` command of foreign shims. Those of containerd 2.3 and later read bootstrap parameters from stdin and
 * refuse to start without them; older ones read their options there, and take the parameters for options of an unknown
 * type. So a shim that fails with one is asked again with the other.
 */
export class ForeignStarter {
  readonly #settings: ShimSettings;
  readonly #daemonVersion: string;
  /** Executables that are known to want options and no parameters. */
  readonly #older = new Set<string>();

  /** `daemonVersion` is told to the shims. */
  constructor(settings: ShimSettings, daemonVersion: string) {
    this.#settings = settings;
    this.#daemonVersion = daemonVersion;
  }

  /** The log FIFO of the bundle must be open before: see `readForeignLog`. */
  async start(bundle: Bundle, start: ForeignStart): Promise<Endpoint> {
    bundle.binary = start.executable;
    const { options, executable } = start;
    const asOptions = options === undefined ? new Uint8Array() : WireAny.encode(options);
    if (this.#older.has(executable)) {
      return this.#run(bundle, executable, asOptions);
    }
    try {
      return await this.#run(bundle, executable, this.#bootstrapParams(bundle, options));
    } catch (error) {
      const endpoint = await this.#run(bundle, executable, asOptions).catch((second: unknown) => {
        throw tookParametersForOptions(error) ? second : error;
      });
      this.#older.add(executable);
      return endpoint;
    }
  }

  async #run(bundle: Bundle, executable: string, stdin: Uint8Array): Promise<Endpoint> {
    const { stdout } = await runCommand([executable, ...commonArguments(this.#settings, bundle), "start"], {
      cwd: bundle.path,
      env: { ...environment(this.#settings, bundle.namespace), GOMAXPROCS: "2" },
      stdin,
      timeoutMillis: startTimeout,
    });
    return parseBootstrapResult(stdout, executable);
  }

  #bootstrapParams(bundle: Bundle, options: Any | undefined): Uint8Array {
    const settings = this.#settings;
    return BootstrapParams.encode({
      instanceId: bundle.id,
      namespace: bundle.namespace,
      logLevel: settings.isDebug ? LogLevel.LOG_LEVEL_DEBUG : LogLevel.LOG_LEVEL_INFO,
      containerdVersion: this.#daemonVersion,
      containerdGrpcAddress: settings.grpcAddress,
      containerdTtrpcAddress: settings.ttrpcAddress,
      containerdBinary: publishBinary(settings),
      extensions: options === undefined ? [] : [{ value: options }],
    });
  }
}

/** The words of Go's typeurl when it finds an id where it looks for a type. */
function tookParametersForOptions(error: unknown): boolean {
  return messageOf(error).includes("type with url");
}

/** The record of a shim that listens at an address of its own choice. */
export function recordAt(
  endpoint: Endpoint,
  shim: Pick<ShimRecord, "namespace" | "group" | "executable" | "runtime">,
): ShimRecord {
  return { format: 1, pid: 0, startTime: 0, ...shim, ...endpoint };
}
