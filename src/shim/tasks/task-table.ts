// The tasks that a shim serves. A shim may have none: it lives on until it is asked to end or nobody needs it.
import type { Context } from "../../context/index.ts";
import { aborted, notFound } from "../../errors/index.ts";
import type { CreateTaskRequest } from "../../rpc/gen/task3.ts";
import type { Container } from "./container.ts";
import { createContainer, type ShimParts } from "./create.ts";

/** How long a creation goes on after somebody has asked for its end, in ms. One that is not stuck takes less. */
const killGrace = 5_000;

interface Creation {
  readonly container: Promise<Container>;
  readonly stop: AbortController;
}

export class TaskTable {
  readonly #parts: ShimParts;
  readonly #containers = new Map<string, Container>();
  readonly #creations = new Map<string, Creation>();

  constructor(parts: ShimParts) {
    this.#parts = parts;
  }

  /** Tasks and creations of tasks that are under way. */
  get size(): number {
    return this.#containers.size + this.#creations.size;
  }

  /** Whether no init runs or is being created. */
  get areStopped(): boolean {
    const inits = [...this.#containers.values()].map((container) => container.init);
    return this.#creations.size === 0 && inits.every((init) => init.exit !== undefined);
  }

  find(id: string): Container | undefined {
    return this.#containers.get(id);
  }

  get(id: string): Container {
    const container = this.#containers.get(id);
    if (container === undefined) {
      throw notFound("container not created");
    }
    return container;
  }

  isBeingCreated(id: string): boolean {
    return this.#creations.has(id);
  }

  /** Waits for a creation that is under way, as calls about its container do in containerd's shim. It may fail. */
  async whenCreated(id: string): Promise<void> {
    await this.#creations.get(id)?.container.catch(() => {});
  }

  /** What is created shall be killed. If the creation is stuck, in runc or for want of a reader of its output, it is given up. */
  expectKill(id: string): void {
    const { stop } = this.#creations.get(id) ?? {};
    if (stop !== undefined) {
      setTimeout(
        () => stop.abort(aborted(`container ${id} was killed during its creation`)),
        killGrace,
      ).unref();
    }
  }

  async create(ctx: Context, request: CreateTaskRequest): Promise<Container> {
    const stop = new AbortController();
    const signal = AbortSignal.any([ctx.signal, stop.signal]);
    const creation = { stop, container: createContainer({ ...ctx, signal }, request, this.#parts) };
    this.#creations.set(request.id, creation);
    try {
      const container = await creation.container;
      this.#containers.set(request.id, container);
      return container;
    } finally {
      this.#creations.delete(request.id);
    }
  }

  async delete(ctx: Context, container: Container): Promise<void> {
    await container.init.delete(ctx);
    this.#containers.delete(container.id);
  }
}
