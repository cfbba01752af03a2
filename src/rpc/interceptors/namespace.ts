// On whose behalf a call runs. Source: containerd pkg/namespaces/{grpc,ttrpc}.go.
import { derive } from "../../context/index.ts";
import type { Interceptor } from "../handler.ts";

/** The header of either protocol; of several values the first wins, for clients prepend. */
export const namespaceHeader = { grpc: "containerd-namespace", ttrpc: "containerd-namespace-ttrpc" } as const;

/**
 * Puts the caller's namespace into the context. An empty one is left out: methods that need one say so themselves.
 * `check` throws invalid argument for a name that is none.
 */
export function namespaceInterceptor(header: string, check: (name: string) => void): Interceptor {
  return async (call, run) => {
    const namespace = call.metadata.get(header);
    if (namespace === undefined || namespace === "") {
      return run(call.ctx);
    }
    check(namespace);
    return run(derive(call.ctx, { namespace }));
  };
}
