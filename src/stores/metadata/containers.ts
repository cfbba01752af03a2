import type { Scoped } from "../../context/index.ts";
import type { Container, ContainerStore, NewContainer } from "../../core/container.ts";
import { compileFilters, labelAt } from "../../core/filter.ts";
import type { FieldPaths } from "../../core/update.ts";
import { type Fault, notFound } from "../../errors/index.ts";
import type { ChangeQueue } from "./change-queue.ts";
import type { Objects, StoredObject } from "./objects.ts";

export class Containers implements ContainerStore {
  readonly #objects: Objects;
  readonly #changes: ChangeQueue;

  constructor(objects: Objects, changes: ChangeQueue) {
    this.#objects = objects;
    this.#changes = changes;
  }

  async get({ namespace }: Scoped, id: string): Promise<Container> {
    const stored = this.#objects.get(namespace, "container", id);
    if (stored === undefined) {
      throw missing(namespace, id);
    }
    return containerOf(stored);
  }

  async require({ namespace }: Scoped, id: string): Promise<void> {
    if (!this.#objects.has(namespace, "container", id)) {
      throw missing(namespace, id);
    }
  }

  async *list({ namespace }: Scoped, filters: readonly string[] = []): AsyncGenerator<Container> {
    const matches = compileFilters(filters);
    for await (const stored of this.#objects.list(namespace, "container")) {
      const container = containerOf(stored);
      if (matches((path) => fieldOf(container, path))) {
        yield container;
      }
    }
  }

  create({ namespace, lease }: Scoped, container: NewContainer): Promise<Container> {
    return this.#changes.run("createContainer", { namespace, lease, container });
  }

  update({ namespace, lease }: Scoped, container: NewContainer, paths: FieldPaths = []): Promise<Container> {
    return this.#changes.run("updateContainer", { namespace, lease, container, paths });
  }

  async delete({ namespace, lease }: Scoped, id: string): Promise<void> {
    await this.#changes.run("deleteContainer", { namespace, lease, id });
  }
}

function missing(namespace: string, id: string): Fault {
  return notFound(`container "${id}" in namespace "${namespace}"`);
}

export function containerOf({ key, labels, record }: StoredObject<"container">): Container {
  const { runtime, runtimeOptions, ...others } = record;
  return { id: key, labels, ...others, runtime: { name: runtime, options: runtimeOptions } };
}

function fieldOf(container: Container, [field, ...rest]: readonly string[]): string | undefined {
  switch (field) {
    case "id":
      return container.id;
    case "image":
      return container.image === "" ? undefined : container.image;
    case "runtime":
      return rest[0] === "name" ? container.runtime.name : undefined;
    case "labels":
      return labelAt(container.labels, rest);
    default:
      return undefined;
  }
}
