import type { Container, ContainerStore, NewContainer } from "../core/container.ts";
import { emptyAny, toAny } from "../messages/any.ts";
import type { Container as WireContainer } from "../rpc/gen/containers.ts";
import { ContainersService } from "../rpc/gen/containers.ts";
import { type Registration, serve } from "../rpc/handler.ts";
import type { Init } from "../rpc/message.ts";
import { scoped } from "./scope.ts";
import { empty, maskPaths, required } from "./wire.ts";

export function containersService(containers: ContainerStore): Registration {
  return serve(ContainersService, {
    async get(ctx, request) {
      return { container: fromContainer(await containers.get(scoped(ctx), request.id)) };
    },
    async list(ctx, request) {
      const listed: Init<WireContainer>[] = [];
      for await (const container of containers.list(scoped(ctx), request.filters)) {
        listed.push(fromContainer(container));
      }
      return { containers: listed };
    },
    async *listStream(ctx, request) {
      for await (const container of containers.list(scoped(ctx), request.filters)) {
        yield { container: fromContainer(container) };
      }
    },
    async create(ctx, request) {
      const container = toContainer(required(request.container, "container"));
      return { container: fromContainer(await containers.create(scoped(ctx), container)) };
    },
    async update(ctx, request) {
      const container = toContainer(required(request.container, "container"));
      const updated = await containers.update(scoped(ctx), container, maskPaths(request.updateMask));
      return { container: fromContainer(updated) };
    },
    async delete(ctx, request) {
      await containers.delete(scoped(ctx), request.id);
      return empty;
    },
  });
}

function toContainer(wire: WireContainer): NewContainer {
  const options = wire.runtime?.options ?? null;
  return {
    id: wire.id,
    labels: { ...wire.labels },
    image: wire.image,
    runtime: { name: wire.runtime?.name ?? "", options: options === null ? undefined : toAny(options) },
    spec: wire.spec === null ? emptyAny : toAny(wire.spec),
    snapshotter: wire.snapshotter,
    snapshotKey: wire.snapshotKey,
    sandbox: wire.sandbox,
    extensions: Object.fromEntries(Object.entries(wire.extensions).map(([name, any]) => [name, toAny(any)])),
  };
}

function fromContainer(container: Container): Init<WireContainer> {
  const hasSpec = container.spec.typeUrl !== "" || container.spec.value.length > 0;
  return {
    id: container.id,
    labels: container.labels,
    image: container.image,
    runtime: { name: container.runtime.name, options: container.runtime.options },
    spec: hasSpec ? container.spec : null,
    snapshotter: container.snapshotter,
    snapshotKey: container.snapshotKey,
    createdAt: container.createdAt,
    updatedAt: container.updatedAt,
    extensions: container.extensions,
    sandbox: container.sandbox,
  };
}
