// Which names of tasks are taken by something that is under way: a creation, or the removal of a bundle.
import { abortable, type Scoped } from "../../context/index.ts";
import { alreadyExists } from "../../errors/index.ts";

interface Creation {
  /** Aborted when the caller has gone away: the creation is then being undone. */
  readonly signal: AbortSignal;
  readonly ended: PromiseWithResolvers<void>;
}

export class TaskNames {
  readonly #creations = new Map<string, Creation>();
  readonly #removals = new Map<string, Promise<void>>();

  /**
   * Takes a name for a creation; what is returned gives it back. Waits while an earlier task of that name is being removed,
   * or while a creation is being undone whose caller has gone away. Already exists when another creation is under way, or
   * when `isTaken`.
   */
  async claim(ctx: Scoped, id: string, isTaken: () => boolean): Promise<() => void> {
    const name = `${ctx.namespace}/${id}`;
    for (;;) {
      const creation = this.#creations.get(name);
      const removal = this.#removals.get(name);
      if (creation?.signal.aborted === true) {
        await abortable(creation.ended.promise, ctx.signal);
      } else if (creation !== undefined || isTaken()) {
        throw alreadyExists(`task ${id}`);
      } else if (removal !== undefined) {
        await abortable(removal, ctx.signal);
      } else {
        return this.#begin(name, ctx.signal);
      }
    }
  }

  /** Keeps a name taken until `removal` has settled, which may not reject. */
  occupy(namespace: string, id: string, removal: Promise<void>): void {
    const name = `${namespace}/${id}`;
    const settled = removal.finally(() => {
      if (this.#removals.get(name) === settled) {
        this.#removals.delete(name);
      }
    });
    this.#removals.set(name, settled);
  }

  #begin(name: string, signal: AbortSignal): () => void {
    const ended = Promise.withResolvers<void>();
    this.#creations.set(name, { signal, ended });
    return () => {
      this.#creations.delete(name);
      ended.resolve();
    };
  }
}
