// Between file descriptors that may not block and this process's streams. Waiting is the kernel's (epoll), so that any
// number of idle pipes costs no thread.
import { again, readFd, writeFd } from "../linux/fd.ts";
import { closeWatched, type Interest, whenReady } from "../linux/readiness.ts";
import type { Sink } from "./io.ts";

const bufferSize = 256 * 1024;
/** A busy pipe gives way to other work after this much. */
const burst = 4 << 20;

/** Owns a non-blocking fd. */
export class WatchedFd implements Disposable {
  readonly #fd: number;
  #isClosed = false;
  #wake: (() => void) | undefined;

  constructor(fd: number) {
    this.#fd = fd;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Bytes read, 0 at the end, or `again`. */
  read(buffer: Uint8Array): number {
    return this.#isClosed ? 0 : readFd(this.#fd, buffer);
  }

  write(bytes: Uint8Array): number {
    return writeFd(this.#fd, bytes);
  }

  /** Resolves when it may be tried again, or was closed. */
  async ready(interest: Interest): Promise<void> {
    if (this.#isClosed) {
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    whenReady(this.#fd, interest, resolve);
    await promise;
    this.#wake = undefined;
  }

  [Symbol.dispose](): void {
    if (!this.#isClosed) {
      this.#isClosed = true;
      closeWatched(this.#fd);
      this.#wake?.();
    }
  }
}

/**
 * Gives all that comes to `sink`, until the end or until `source` is closed. It waits before the first read: a FIFO that
 * nobody has opened for writing yet reads as if it had ended.
 */
export async function drain(source: WatchedFd, sink: Sink): Promise<void> {
  const buffer = new Uint8Array(bufferSize);
  await source.ready("read");
  let taken = 0;
  for (;;) {
    const count = source.read(buffer);
    if (count === 0) {
      return;
    }
    if (count === again) {
      await source.ready("read");
      taken = 0;
      continue;
    }
    const pending = sink(buffer.subarray(0, count));
    if (pending !== undefined) {
      await pending;
    }
    taken += count;
    if (taken >= burst) {
      taken = 0;
      await Bun.sleep(0);
    }
  }
}

/** Writes all of `bytes`; gives up when `target` is closed. Throws EPIPE when nobody reads any more. */
export async function feed(target: WatchedFd, bytes: Uint8Array): Promise<void> {
  let rest = bytes;
  while (rest.length > 0 && !target.isClosed) {
    const count = target.write(rest);
    if (count === again) {
      await target.ready("write");
    } else {
      rest = rest.subarray(count);
    }
  }
}
