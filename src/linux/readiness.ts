// Waiting for any fd. Bun can watch an fd only by reading it; an epoll fd cannot be read, so a stream of it fails with
// EINVAL as soon as it has something to tell (14 µs a wake-up, measured). One epoll fd serves the whole thread.

import { errnoOf } from "../errors/index.ts";
import { O_CLOEXEC } from "./close-on-exec.ts";
import { closeFd, setNonblocking } from "./fd.ts";
import { address, check, retry, syscall } from "./libc.ts";
import { number } from "./number.ts";

export type Interest = "read" | "write";

const EPOLL_CTL_ADD = 1;
const EPOLL_CTL_DEL = 2;
const EPOLL_CTL_MOD = 3;
const EPOLLIN = 1;
const EPOLLPRI = 2;
const EPOLLOUT = 4;
const EPOLLONESHOT = 1 << 30;

/** struct epoll_event is packed on x86-64 only. */
const dataOffset = process.arch === "x64" ? 4 : 8;
const eventSize = process.arch === "x64" ? 12 : 16;
const batch = 64;
const pause = 20;

interface Watch {
  /** Undefined between a call and the next `whenReady`. */
  callback: (() => void) | undefined;
}

class Readiness {
  readonly #epoll: number;
  readonly #watches = new Map<number, Watch>();
  readonly #event = new DataView(new ArrayBuffer(eventSize));
  readonly #events = new DataView(new ArrayBuffer(eventSize * batch));
  #reader: ReturnType<ReadableStream<Uint8Array>["getReader"]> | undefined;

  constructor() {
    this.#epoll = check(syscall(number.epoll_create1, O_CLOEXEC), "epoll_create1");
    setNonblocking(this.#epoll);
  }

  arm(fd: number, interest: Interest, callback: () => void): void {
    const known = this.#watches.get(fd);
    const flags = (interest === "read" ? EPOLLIN | EPOLLPRI : EPOLLOUT) | EPOLLONESHOT;
    this.#event.setUint32(0, flags, true);
    this.#event.setUint32(dataOffset, fd, true);
    const operation = known === undefined ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    check(syscall(number.epoll_ctl, this.#epoll, operation, fd, address(this.#event)), "epoll_ctl");
    if (known === undefined) {
      this.#watches.set(fd, { callback });
    } else {
      known.callback = callback;
    }
    if (this.#reader === undefined) {
      void this.#watch();
    }
  }

  disarm(fd: number): void {
    if (this.#watches.delete(fd)) {
      syscall(number.epoll_ctl, this.#epoll, EPOLL_CTL_DEL, fd, address(this.#event));
    }
    if (this.#watches.size === 0) {
      // A pending watch would keep the process alive.
      this.#reader?.cancel().catch(() => {});
      this.#reader = undefined;
    }
  }

  async #watch(): Promise<void> {
    while (this.#watches.size > 0) {
      const reader = Bun.file(this.#epoll).stream().getReader();
      this.#reader = reader;
      const failure = await reader.read().catch((error: unknown) => error);
      if (errnoOf(failure) !== "EINVAL") {
        // Bun could not watch at all, for want of a file descriptor: try again, and let others work meanwhile.
        await Bun.sleep(pause);
      }
      if (this.#reader !== reader) {
        return;
      }
      this.#dispatch();
    }
    this.#reader = undefined;
  }

  #dispatch(): void {
    const count = retry(
      () => syscall(number.epoll_pwait, this.#epoll, address(this.#events), batch, 0, 0, 8),
      "epoll_pwait",
    );
    for (let index = 0; index < count; index++) {
      const fd = this.#events.getUint32(index * eventSize + dataOffset, true);
      const watch = this.#watches.get(fd);
      const callback = watch?.callback;
      if (watch !== undefined && callback !== undefined) {
        watch.callback = undefined;
        callback();
      }
    }
  }
}

let readiness: Readiness | undefined;

/**
 * Calls back once when `fd` can be read or written without blocking, or has ended or failed. Ask again for the next time.
 * One interest per fd: to wait for both, duplicate it. `callback` must not throw.
 */
export function whenReady(fd: number, interest: Interest, callback: () => void): void {
  readiness ??= new Readiness();
  readiness.arm(fd, interest, callback);
}

/** Must precede the close of an fd that was ever given to `whenReady`. */
export function forget(fd: number): void {
  readiness?.disarm(fd);
}

/** `forget` and close. */
export function closeWatched(fd: number): void {
  forget(fd);
  closeFd(fd);
}
