// What a daemon sends to `start` on stdin: up to containerd 2.2 the runtime options as an Any, or nothing; from 2.3 on
// BootstrapParams. The bytes of an Any also parse as BootstrapParams: only instance and namespace tell which it is.
// Source: containerd pkg/shim/compat.go.
import { type Any, messageName } from "../../core/any.ts";
import { Any as AnyCodec, BootstrapParams } from "../../rpc/gen/bootstrap.ts";
import { decodeOptions } from "../tasks/options.ts";

export interface Bootstrap {
  /** Where the shim's socket shall be; empty: in the default directory. */
  readonly socketDirectory: string;
  /** Path of a cgroup for the shim itself; empty: where the daemon is. */
  readonly shimCgroup: string;
  /** The daemon reads a BootstrapResult; else the bare address, which all versions understand. */
  readonly wantsResult: boolean;
}

const runcOptions = "containerd.runc.v1.Options";

export function parseBootstrap(input: Uint8Array, id: string, namespace: string): Bootstrap {
  const params = decodeParams(input);
  if (params !== undefined && params.instanceId === id && params.namespace === namespace) {
    const values = params.extensions.map(({ value }) => value).filter((value) => value !== null);
    const options = values.find((value) => messageName(value) === runcOptions);
    return {
      socketDirectory: params.socketDir ?? "",
      shimCgroup: shimCgroupOf(options),
      wantsResult: true,
    };
  }
  const options = input.length === 0 ? undefined : AnyCodec.decode(input);
  return { socketDirectory: "", shimCgroup: shimCgroupOf(options), wantsResult: false };
}

function decodeParams(input: Uint8Array): BootstrapParams | undefined {
  try {
    return BootstrapParams.decode(input);
  } catch {
    return undefined;
  }
}

/** Options of another kind are ignored here: Create refuses them. */
function shimCgroupOf(options: Any | undefined): string {
  const isOurs = options !== undefined && messageName(options) === runcOptions;
  return isOurs ? decodeOptions(options).shimCgroup : "";
}
