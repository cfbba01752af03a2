// Watches the directory of network configurations, which may not be there yet, and may be removed and made again.
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { errnoOf } from "../errors/index.ts";
import { watchDirectory } from "../linux/event.ts";
import { closeFd } from "../linux/fd.ts";
import { closeWatched, whenReady } from "../linux/readiness.ts";

/** Calls back after changes until it is disposed. */
export class ConfigWatch implements Disposable {
  readonly #directory: string;
  readonly #onChange: () => void;
  readonly #onFailure: (error: unknown) => void;
  #fd: number | undefined;

  /** `onFailure` is told why the directory cannot be watched; then it is not any more. Fails when it cannot be from the start. */
  constructor(directory: string, onChange: () => void, onFailure: (error: unknown) => void) {
    this.#directory = directory;
    this.#onChange = onChange;
    this.#onFailure = onFailure;
    this.#arm();
  }

  [Symbol.dispose](): void {
    if (this.#fd !== undefined) {
      closeWatched(this.#fd);
      this.#fd = undefined;
    }
  }

  #arm(): void {
    const fd = watchNearest(this.#directory);
    this.#fd = fd;
    whenReady(fd, "read", () => this.#changed());
  }

  /** A new watch is made before the caller looks, because the directory may be another one by now. */
  #changed(): void {
    this[Symbol.dispose]();
    try {
      this.#arm();
    } catch (error) {
      this.#onFailure(error);
    }
    this.#onChange();
  }
}

/** Watches the directory, or the nearest one above it that is there, so that its making is noticed. */
function watchNearest(directory: string): number {
  for (;;) {
    const path = nearest(directory);
    let fd: number;
    try {
      fd = watchDirectory(path);
    } catch (error) {
      if (errnoOf(error) === "ENOENT") {
        continue;
      }
      throw error;
    }
    // What was made since then was not noticed.
    if (nearest(directory) === path) {
      return fd;
    }
    closeFd(fd);
  }
}

function nearest(directory: string): string {
  let path = resolve(directory);
  while (path !== "/" && !existsSync(path)) {
    path = dirname(path);
  }
  return path;
}
