import { notFound } from "../errors/index.ts";
import { HealthService, HealthCheckResponseServingStatus as ServingStatus } from "../rpc/gen/health.ts";
import { type Registration, serve } from "../rpc/handler.ts";

/** Says that the server is serving, whatever service is asked about, for it does so as long as it answers. dockerd polls this. */
export function healthService(): Registration {
  return serve(HealthService, {
    async check(_ctx, request) {
      if (request.service !== "") {
        throw notFound("unknown service");
      }
      return { status: ServingStatus.SERVING };
    },
  });
}
