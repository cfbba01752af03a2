import { closeSync, existsSync } from "node:fs";
import { join } from "node:path";
import { openFifoReader } from "../../linux/fifo.ts";

/**
 * Opens a container's outputs, and reads nothing. The shim creates a task only when somebody reads them: if a daemon dies in between,
 * the shim waits for the next one.
 */
export class OutputReaders implements Disposable {
  readonly #fds: readonly number[];

  constructor(directory: string) {
    const paths = ["stdout", "stderr"].map((name) => join(directory, name));
    this.#fds = paths.filter((path) => existsSync(path)).map(openFifoReader);
  }

  [Symbol.dispose](): void {
    for (const fd of this.#fds) {
      closeSync(fd);
    }
  }
}
