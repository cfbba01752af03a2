import type { NewSandbox, Sandbox, SandboxStore } from "../core/sandbox.ts";
import { toAny } from "../messages/any.ts";
import { StoreService, type Sandbox as WireSandbox } from "../rpc/gen/sandboxes.ts";
import { type Registration, serve } from "../rpc/handler.ts";
import type { Init } from "../rpc/message.ts";
import { scoped } from "./scope.ts";
import { required } from "./wire.ts";

export function sandboxesService(sandboxes: SandboxStore): Registration {
  return serve(StoreService, {
    async get(ctx, request) {
      return { sandbox: fromSandbox(await sandboxes.get(scoped(ctx), request.sandboxId)) };
    },
    async list(ctx, request) {
      const listed = await sandboxes.list(scoped(ctx), request.filters);
      return { list: listed.map(fromSandbox) };
    },
    async create(ctx, request) {
      const sandbox = toSandbox(required(request.sandbox, "sandbox"));
      return { sandbox: fromSandbox(await sandboxes.create(scoped(ctx), sandbox)) };
    },
    async update(ctx, request) {
      const sandbox = toSandbox(required(request.sandbox, "sandbox"));
      return { sandbox: fromSandbox(await sandboxes.update(scoped(ctx), sandbox, request.fields)) };
    },
    async delete(ctx, request) {
      await sandboxes.delete(scoped(ctx), request.sandboxId);
      return {};
    },
  });
}

function toSandbox(wire: WireSandbox): NewSandbox {
  const options = wire.runtime?.options ?? null;
  return {
    id: wire.sandboxId,
    labels: { ...wire.labels },
    runtime: { name: wire.runtime?.name ?? "", options: options === null ? undefined : toAny(options) },
    spec: wire.spec === null ? undefined : toAny(wire.spec),
    sandboxer: wire.sandboxer,
    extensions: Object.fromEntries(Object.entries(wire.extensions).map(([name, any]) => [name, toAny(any)])),
  };
}

function fromSandbox(sandbox: Sandbox): Init<WireSandbox> {
  return {
    sandboxId: sandbox.id,
    labels: sandbox.labels,
    runtime: { name: sandbox.runtime.name, options: sandbox.runtime.options },
    spec: sandbox.spec,
    sandboxer: sandbox.sandboxer,
    extensions: sandbox.extensions,
    createdAt: sandbox.createdAt,
    updatedAt: sandbox.updatedAt,
  };
}
