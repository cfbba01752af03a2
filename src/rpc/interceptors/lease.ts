// Puts the lease that a caller names into the context, so that it protects what the call creates.
// Source: containerd core/leases/grpc.go.
import { derive } from "../../context/index.ts";
import type { Interceptor } from "../handler.ts";

export const leaseHeader = "containerd-lease";

export const leaseInterceptor: Interceptor = (call, run) => {
  const lease = call.metadata.get(leaseHeader);
  return run(lease === undefined || lease === "" ? call.ctx : derive(call.ctx, { lease }));
};
