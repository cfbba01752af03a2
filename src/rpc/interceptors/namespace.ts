// Puts the namespace that a caller names into the context. Source: containerd pkg/namespaces/{grpc,ttrpc}.go.
import { derive } from "../../context/index.ts";
import type { Interceptor } from "../handler.ts";

/** The header of either protocol. Of several values the first counts, because clients prepend theirs. */
export const namespaceHeader = { grpc: "containerd-namespace", ttrpc: "containerd-namespace-ttrpc" } as const;

/**
 * An empty namespace is not put into the context, because the methods that need one check for it themselves. `check` throws
 * invalid argument for a name that is not valid.
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
