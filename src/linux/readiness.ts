// Waiting for any file descriptor. Bun can wait for one only by reading from it. An epoll descriptor cannot be read: a stream of
// it fails with EINVAL as soon as it has something to tell, which wakes this thread (14 µs, measured). One epoll descriptor
// serves the whole thread.
import { errnoOf } from "../errors/index.ts";
import {
  addWatch,
  changeWatch,
  createEpoll,
  EPOLLIN,
  EPOLLONESHOT,
  EPOLLOUT,
  EPOLLPRI,
  firedWatches,
  removeWatch,
} from "./epoll.ts";
import { closeFd, setNonblocking } from "./fd.ts";

export type Interest = "read" | "write";

const interests: Readonly<Record<Interest, number>> = { read: EPOLLIN | EPOLLPRI, write: EPOLLOUT };

/** How long to wait before Bun is asked again to watch, in ms. */
const retryPause = 20;

interface Waiter {
  /** Undefined between a call of it and the next `whenReady`. */
  callback: (() => void) | undefined;
}

class Readiness {
  readonly #epoll = createEpoll();
  readonly #waiters = new Map<number, Waiter>();
  #reader: ReturnType<ReadableStream<Uint8Array>["getReader"]> | undefined;

  constructor() {
    setNonblocking(this.#epoll);
  }

  arm(fd: number, interest: Interest, callback: () => void): void {
    const known = this.#waiters.get(fd);
    const watch = { fd, events: interests[interest] | EPOLLONESHOT, data: BigInt(fd) };
    if (known === undefined) {
      addWatch(this.#epoll, watch);
      this.#waiters.set(fd, { callback });
    } else {
      changeWatch(this.#epoll, watch);
      known.callback = callback;
    }
    if (this.#reader === undefined) {
      void this.#watch();
    }
  }

  disarm(fd: number): void {
    if (this.#waiters.delete(fd)) {
      removeWatch(this.#epoll, fd);
    }
    if (this.#waiters.size === 0) {
      // A stream that waits would keep the process alive.
      this.#reader?.cancel().catch(() => {});
      this.#reader = undefined;
    }
  }

  async #watch(): Promise<void> {
    while (this.#waiters.size > 0) {
      const reader = Bun.file(this.#epoll).stream().getReader();
      this.#reader = reader;
      const failure = await reader.read().catch((error: unknown) => error);
      if (errnoOf(failure) !== "EINVAL") {
        // Bun could not watch at all, for want of a file descriptor. Until it can, the other work of this thread goes on.
        await Bun.sleep(retryPause);
      }
      if (this.#reader !== reader) {
        return;
      }
      this.#dispatch();
    }
    this.#reader = undefined;
  }

  #dispatch(): void {
    for (const fd of firedWatches(this.#epoll)) {
      const waiter = this.#waiters.get(Number(fd));
      const callback = waiter?.callback;
      if (waiter !== undefined && callback !== undefined) {
        waiter.callback = undefined;
        callback();
      }
    }
  }
}

let readiness: Readiness | undefined;

/**
 * Calls back once when `fd` can be read or written without blocking, or has ended or failed: ask again for the next time.
 * A descriptor has one interest at a time; to wait for both, duplicate it. `callback` must not throw.
 */
export function whenReady(fd: number, interest: Interest, callback: () => void): void {
  readiness ??= new Readiness();
  readiness.arm(fd, interest, callback);
}

/** Ends the waiting for a descriptor. Must precede its close if it was ever given to `whenReady`. */
export function stopWaiting(fd: number): void {
  readiness?.disarm(fd);
}

/** Ends the waiting for a descriptor and closes it. */
export function closeWatched(fd: number): void {
  stopWaiting(fd);
  closeFd(fd);
}
