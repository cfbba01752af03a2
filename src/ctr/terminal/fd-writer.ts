import { constants, fstatSync, writeSync } from "node:fs";
import { errnoOf } from "../../errors/index.ts";
import { WatchedFd } from "../../process-io/pump.ts";
import { reopen } from "./stdin.ts";

/** Writes to a file descriptor whose reader may be slow. Waiting for the reader holds up neither signals nor timers. */
export class FdWriter implements Disposable {
  readonly #fd: number;
  /** The same file opened once more, where the kernel can tell when it is ready. */
  readonly #watched: WatchedFd | undefined;
  #isClosed = false;

  /** `fd` stays open when this is disposed. */
  constructor(fd: number) {
    const stats = fstatSync(fd);
    const own = stats.isFIFO() || stats.isCharacterDevice() ? reopen(fd, constants.O_WRONLY) : undefined;
    this.#fd = own ?? fd;
    this.#watched = own === undefined ? undefined : new WatchedFd(own);
  }

  /** Writes all of `bytes`. Resolves when they were taken, or this was disposed. Throws EPIPE when nobody reads any more. */
  async write(bytes: Uint8Array): Promise<void> {
    let rest = bytes;
    while (rest.length > 0 && !this.#isClosed) {
      try {
        rest = rest.subarray(writeSync(this.#fd, rest));
      } catch (error) {
        if (errnoOf(error) !== "EAGAIN") {
          throw error;
        }
        await this.#ready();
      }
    }
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#watched?.[Symbol.dispose]();
  }

  async #ready(): Promise<void> {
    // A socket that another process made non-blocking cannot be opened again and watched, so it is tried again.
    await (this.#watched?.ready("write") ?? Bun.sleep(1));
  }
}
