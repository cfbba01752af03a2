import type { Log } from "../log/index.ts";

/**
 * What was made so far, to be taken back in reverse when a later step fails. A step that cannot be taken back is logged, and
 * neither hides the failure that led to it nor keeps the earlier ones from being taken back.
 */
export class Rollback implements AsyncDisposable {
  readonly #log: Log;
  readonly #steps: { readonly what: string; readonly undo: () => unknown }[] = [];

  constructor(log: Log) {
    this.#log = log;
  }

  /** `what` names the thing in the log. */
  add(what: string, undo: () => unknown): void {
    this.#steps.push({ what, undo });
  }

  /** All has succeeded: nothing is taken back any more. */
  commit(): void {
    this.#steps.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { what, undo } of this.#steps.splice(0).reverse()) {
      try {
        await undo();
      } catch (error) {
        this.#log.error("could not take back what a failed call made", { what, error });
      }
    }
  }
}
