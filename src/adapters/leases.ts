import type { LeaseStore } from "../core/lease.ts";
import { LeasesService, type Resource } from "../rpc/gen/leases.ts";
import { type Registration, serve } from "../rpc/handler.ts";
import { scoped } from "./scope.ts";
import { empty, required } from "./wire.ts";

export function leasesService(leases: LeaseStore): Registration {
  return serve(LeasesService, {
    async create(ctx, request) {
      return { lease: await leases.create(scoped(ctx), { id: request.id, labels: { ...request.labels } }) };
    },
    async delete(ctx, request) {
      await leases.delete(scoped(ctx), request.id, { sync: request.sync });
      return empty;
    },
    async list(ctx, request) {
      return { leases: await leases.list(scoped(ctx), request.filters) };
    },
    async addResource(ctx, request) {
      await leases.addResource(scoped(ctx), request.id, toResource(request.resource));
      return empty;
    },
    async deleteResource(ctx, request) {
      await leases.deleteResource(scoped(ctx), request.id, toResource(request.resource));
      return empty;
    },
    async listResources(ctx, request) {
      return { resources: await leases.resources(scoped(ctx), request.id) };
    },
  });
}

function toResource(wire: Resource | null): { id: string; type: string } {
  const { id, type } = required(wire, "resource");
  return { id, type };
}
