// What every shim is started with: how it is called, and in which environment.
import { shimEngine } from "../../core/shim-record.ts";

export interface ShimSettings {
  /** Words that start this program: see `ownCommand`. */
  readonly command: readonly string[];
  /** Path of the daemon's gRPC socket. */
  readonly grpcAddress: string;
  readonly ttrpcAddress: string;
  /** The root directory of runc's state, below which each namespace has a directory. */
  readonly runtimeRoot: string;
  /** `NAME=value`, added to the shim's environment. */
  readonly env: readonly string[];
  readonly isDebug: boolean;
}

/**
 * The whole environment of a shim and of the runc that it runs: nothing else of the daemon's own reaches them, such as
 * BUN_OPTIONS or NOTIFY_SOCKET.
 */
export function environment(settings: ShimSettings, namespace: string): Record<string, string> {
  const extra = settings.env.map((entry): [string, string] => {
    const equals = entry.indexOf("=");
    return equals < 0 ? [entry, ""] : [entry.slice(0, equals), entry.slice(equals + 1)];
  });
  return {
    PATH: process.env.PATH ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    NAMESPACE: namespace,
    GRPC_ADDRESS: settings.grpcAddress,
    TTRPC_ADDRESS: settings.ttrpcAddress,
    MAX_SHIM_VERSION: "2",
    ...shimEngine,
    ...Object.fromEntries(extra),
  };
}
