import type { Context } from "../../context/index.ts";
import type { Namespace, NamespaceStore } from "../../core/namespace.ts";
import type { FieldPaths } from "../../core/update.ts";
import type { ChangeQueue } from "./change-queue.ts";
import type { Leftovers } from "./leftovers.ts";
import type { Objects } from "./objects.ts";

export class Namespaces implements NamespaceStore {
  readonly #objects: Objects;
  readonly #changes: ChangeQueue;
  readonly #leftovers: Leftovers;

  constructor(objects: Objects, changes: ChangeQueue, leftovers: Leftovers) {
    this.#objects = objects;
    this.#changes = changes;
    this.#leftovers = leftovers;
  }

  async get(_ctx: Context, name: string): Promise<Namespace> {
    return { name, labels: this.#objects.get("", "namespace", name)?.labels ?? {} };
  }

  async list(_ctx: Context): Promise<Namespace[]> {
    const namespaces: Namespace[] = [];
    for await (const { key, labels } of this.#objects.list("", "namespace")) {
      namespaces.push({ name: key, labels });
    }
    return namespaces;
  }

  async create(_ctx: Context, namespace: Namespace): Promise<Namespace> {
    await this.#changes.run("createNamespace", namespace);
    return namespace;
  }

  async update(_ctx: Context, namespace: Namespace, paths: FieldPaths = []): Promise<Namespace> {
    await this.#changes.run("updateNamespace", { namespace, paths });
    return this.get(_ctx, namespace.name);
  }

  async delete(_ctx: Context, name: string): Promise<void> {
    for (const ref of await this.#changes.run("deleteNamespace", { name })) {
      this.#leftovers.add("ingest", ref);
    }
  }
}
