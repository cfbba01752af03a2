import type { Scoped } from "../../context/index.ts";
import { compileFilters, labelAt } from "../../core/filter.ts";
import type { NewSandbox, Sandbox, SandboxStore } from "../../core/sandbox.ts";
import type { FieldPaths } from "../../core/update.ts";
import { notFound } from "../../errors/index.ts";
import type { ChangeQueue } from "./change-queue.ts";
import type { Objects, StoredObject } from "./objects.ts";
import { type StoredAny, type StoredTime, unpackAny, unpackTime } from "./record.ts";

/** As stored. */
export type SandboxRecord = readonly [
  runtime: string,
  runtimeOptions: StoredAny | null,
  spec: StoredAny | null,
  sandboxer: string,
  extensions: readonly (readonly [key: string, value: StoredAny])[],
  createdAt: StoredTime,
  updatedAt: StoredTime,
];

export class Sandboxes implements SandboxStore {
  readonly #objects: Objects;
  readonly #changes: ChangeQueue;

  constructor(objects: Objects, changes: ChangeQueue) {
    this.#objects = objects;
    this.#changes = changes;
  }

  async get({ namespace }: Scoped, id: string): Promise<Sandbox> {
    const stored = this.#objects.get<SandboxRecord>(namespace, "sandbox", id);
    if (stored === undefined) {
      throw notFound(`bucket "${id}"`);
    }
    return sandboxOf(stored);
  }

  async list({ namespace }: Scoped, filters: readonly string[] = []): Promise<Sandbox[]> {
    const matches = compileFilters(filters);
    const listed: Sandbox[] = [];
    for await (const stored of this.#objects.list<SandboxRecord>(namespace, "sandbox")) {
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

export function sandboxOf({ key, labels, record }: StoredObject<SandboxRecord>): Sandbox {
  const [runtime, runtimeOptions, spec, sandboxer, extensions, createdAt, updatedAt] = record;
  return {
    id: key,
    labels,
    runtime: { name: runtime, options: runtimeOptions === null ? undefined : unpackAny(runtimeOptions) },
    spec: spec === null ? undefined : unpackAny(spec),
    sandboxer,
    extensions: Object.fromEntries(extensions.map(([name, value]) => [name, unpackAny(value)])),
    createdAt: unpackTime(createdAt),
    updatedAt: unpackTime(updatedAt),
  };
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
