import type { Scoped } from "../../context/index.ts";
import { compileFilters, labelAt } from "../../core/filter.ts";
import type { NewSandbox, Sandbox, SandboxStore } from "../../core/sandbox.ts";
import type { FieldPaths } from "../../core/update.ts";
import { notFound } from "../../errors/index.ts";
import type { ChangeQueue } from "./change-queue.ts";
import type { Objects, StoredObject } from "./objects.ts";

export class Sandboxes implements SandboxStore {
  readonly #objects: Objects;
  readonly #changes: ChangeQueue;

  constructor(objects: Objects, changes: ChangeQueue) {
    this.#objects = objects;
    this.#changes = changes;
  }

  async get({ namespace }: Scoped, id: string): Promise<Sandbox> {
    const stored = this.#objects.get(namespace, "sandbox", id);
    if (stored === undefined) {
      throw notFound(`bucket "${id}"`);
    }
    return sandboxOf(stored);
  }

  async list({ namespace }: Scoped, filters: readonly string[] = []): Promise<Sandbox[]> {
    const matches = compileFilters(filters);
    const listed: Sandbox[] = [];
    for await (const stored of this.#objects.list(namespace, "sandbox")) {
      const sandbox = sandboxOf(stored);
      if (matches((path) => fieldOf(sandbox, path))) {
        listed.push(sandbox);
      }
    }
    return listed;
  }

  create({ namespace, lease }: Scoped, sandbox: NewSandbox): Promise<Sandbox> {
    return this.#changes.run("createSandbox", { namespace, lease, sandbox });
  }

  update({ namespace, lease }: Scoped, sandbox: NewSandbox, paths: FieldPaths = []): Promise<Sandbox> {
    return this.#changes.run("updateSandbox", { namespace, lease, sandbox, paths });
  }

  async delete({ namespace, lease }: Scoped, id: string): Promise<void> {
    await this.#changes.run("deleteSandbox", { namespace, lease, id });
  }
}

export function sandboxOf({ key, labels, record }: StoredObject<"sandbox">): Sandbox {
  const { runtime, runtimeOptions, ...others } = record;
  return { id: key, labels, ...others, runtime: { name: runtime, options: runtimeOptions } };
}

function fieldOf(sandbox: Sandbox, [field, ...rest]: readonly string[]): string | undefined {
  switch (field) {
    case "id":
      return sandbox.id;
    case "labels":
      return labelAt(sandbox.labels, rest);
    default:
      return undefined;
  }
}
