// All tasks of the daemon, by namespace and id, and by the shim that serves them.
import type { Shim } from "../shims/shim.ts";
import type { Task } from "./task.ts";

export class TaskTable {
  readonly #tasks = new Map<string, Task>();
  readonly #byShim = new Map<Shim, Set<Task>>();

  get(namespace: string, id: string): Task | undefined {
    return this.#tasks.get(`${namespace}/${id}`);
  }

  in(namespace: string): Task[] {
    return [...this.#tasks.values()].filter((task) => task.namespace === namespace);
  }

  of(shim: Shim): ReadonlySet<Task> {
    return this.#byShim.get(shim) ?? new Set();
  }

  add(task: Task): void {
    const ofShim = this.#byShim.get(task.shim) ?? new Set();
    this.#byShim.set(task.shim, ofShim.add(task));
    this.#tasks.set(`${task.namespace}/${task.id}`, task);
  }

  /** Leaves alone another task that has the same id meanwhile. */
  remove(task: Task): void {
    const ofShim = this.#byShim.get(task.shim);
    ofShim?.delete(task);
    if (ofShim?.size === 0) {
      this.#byShim.delete(task.shim);
    }
    if (this.get(task.namespace, task.id) === task) {
      this.#tasks.delete(`${task.namespace}/${task.id}`);
    }
  }
}
