import { constants, fstatSync, writeSync } from "node:fs";
import { errnoOf } from "../../errors/index.ts";
import { WatchedFd } from "../../process-io/pump.ts";
import { reopen } from "./stdin.ts";

/** An fd that somebody may read slowly: waiting for them stops neither signals nor timers. */
export class FdWriter implements Disposable {
  readonly #fd: number;
  /** Of our own, where waiting is possible. */
  readonly #watched: WatchedFd | undefined;
  #isClosed = false;

  /** `fd` stays the caller's. */
  constructor(fd: number) {
    const stats = fstatSync(fd);
    const own = stats.isFIFO() || stats.isCharacterDevice() ? reopen(fd, constants.O_WRONLY) : undefined;
    this.#fd = own ?? fd;
    this.#watched = own === undefined ? undefined : new WatchedFd(own);
  }

  /** Resolves when all of it was taken, or this was disposed. Throws EPIPE when nobody reads any more. */
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
    // Somebody else made a socket non-blocking: there is nothing to watch that is ours.
    await (this.#watched?.ready("write") ?? Bun.sleep(1));
  }
}
