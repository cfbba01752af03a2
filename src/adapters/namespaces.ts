import type { NamespaceStore } from "../core/namespace.ts";
import { NamespacesService } from "../rpc/gen/namespaces.ts";
import { type Registration, serve } from "../rpc/handler.ts";
import { empty, maskPaths, required } from "./wire.ts";

export function namespacesService(namespaces: NamespaceStore): Registration {
  return serve(NamespacesService, {
    async get(ctx, request) {
      return { namespace: await namespaces.get(ctx, request.name) };
    },
    async list(ctx) {
      return { namespaces: await namespaces.list(ctx) };
    },
    async create(ctx, request) {
      const { name, labels } = required(request.namespace, "namespace");
      return { namespace: await namespaces.create(ctx, { name, labels: { ...labels } }) };
    },
    async update(ctx, request) {
      const { name, labels } = required(request.namespace, "namespace");
      const paths = maskPaths(request.updateMask);
      return { namespace: await namespaces.update(ctx, { name, labels: { ...labels } }, paths) };
    },
    async delete(ctx, request) {
      await namespaces.delete(ctx, request.name);
      return empty;
    },
  });
}
