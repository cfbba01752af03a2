import type { Progress } from "../../core/transfer.ts";
import { deadlineExceeded } from "../../errors/index.ts";

/** Breaks a pull off that has begun to fetch a blob and gets nothing of any more. Unpacking may take as long as it wants. */
export class PullStall implements Disposable {
  readonly #controller = new AbortController();
  readonly #timeout: number;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  /** Names of the blobs that are being fetched. */
  readonly #moving = new Set<string>();

  /** `timeout` is how many milliseconds may pass without a byte; 0: any number. */
  constructor(timeout: number) {
    this.#timeout = timeout;
    if (timeout > 0) {
      // Longer than a timer can count is as good as for ever.
      this.#timer = setTimeout(() => this.#check(), Math.min(timeout, 2 ** 31 - 1));
    }
  }

  /** Aborts when nothing came for too long. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  note({ event, name }: Progress): void {
    if (event === "downloading") {
      this.#moving.add(name);
    } else {
      this.#moving.delete(name);
    }
    this.#timer?.refresh();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #check(): void {
    if (this.#moving.size === 0) {
      this.#timer?.refresh();
      return;
    }
    const names = [...this.#moving].join(", ");
    this.#controller.abort(deadlineExceeded(`no progress of ${names} in ${this.#timeout / 1000}s`));
  }
}
