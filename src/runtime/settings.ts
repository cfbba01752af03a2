// What every shim is started with.
import { shimEngine } from "../core/shim-record.ts";

export interface ShimSettings {
  /** How this program is called: `/proc/self/exe`, which is this version also after the file was replaced. */
  readonly command: readonly string[];
  /** Path of the daemon's gRPC socket. */
  readonly grpcAddress: string;
  readonly ttrpcAddress: string;
  /** runc's root, below which each namespace has a directory. */
  readonly runtimeRoot: string;
  /** `NAME=value`, added to the shim's environment. */
  readonly env: readonly string[];
  readonly isDebug: boolean;
}

/** Exact: nothing of the daemon's own environment (BUN_OPTIONS, NOTIFY_SOCKET) reaches shims and runc. */
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
