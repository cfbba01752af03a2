// Pumps between non-blocking file descriptors and streams of this process. The kernel tells when a descriptor is ready
// (epoll), so that any number of idle pipes costs no thread.
import { again, readFd, writeFd } from "../linux/fd.ts";
import { closeWatched, type Interest, whenReady } from "../linux/readiness.ts";
import type { Sink } from "./io.ts";

/** Bytes of a read. */
const bufferSize = 256 * 1024;
/** Bytes after which a busy pipe lets other work of the process go on. */
const burst = 4 << 20;

/** A non-blocking file descriptor, which is closed when this is disposed. */
export class WatchedFd implements Disposable {
  readonly #fd: number;
  #isClosed = false;
  #wake: (() => void) | undefined;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Whether it was disposed. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Reads into `buffer`: gives the number of bytes, 0 at the end, or `again` when nothing is there yet. */
  read(buffer: Uint8Array): number {
    return this.#isClosed ? 0 : readFd(this.#fd, buffer);
  }

  /** Writes what fits: gives the number of bytes, or `again` when nothing does. Throws EPIPE when nobody reads any more. */
  write(bytes: Uint8Array): number {
    return writeFd(this.#fd, bytes);
  }

  /** Resolves when reading or writing may be tried again, or when this was disposed. */
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
 * Gives everything that `source` yields to `sink`, until the end or until `source` is closed. A new FIFO, which nobody has opened for
 * writing yet, would read as if it had ended: the first read of it waits for data. With `isResumed`, the writer had opened it before,
 * and a FIFO without a writer has ended.
 */
export async function drain(
  source: WatchedFd,
  sink: Sink,
  { isResumed = false }: { readonly isResumed?: boolean } = {},
): Promise<void> {
  const buffer = new Uint8Array(bufferSize);
  if (!isResumed) {
    await source.ready("read");
  }
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

/** Writes all of `bytes`, and gives up when `target` is closed. Throws EPIPE when nobody reads any more. */
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
