// Named pipes between a client and a shim.
import { constants, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { abortFault } from "../context/index.ts";
import { errnoOf } from "../errors/index.ts";
import { address, check, cString, syscall } from "./libc.ts";
import { number } from "./number.ts";
import { AT_FDCWD, O } from "./open-flags.ts";

/** Between two attempts to open a FIFO that nobody reads, in ms. */
const longestPause = 50;

export function makeFifo(path: string, mode: number): void {
  const name = cString(path);
  check(syscall(number.mknodat, AT_FDCWD, address(name), constants.S_IFIFO | mode, 0), `mkfifo ${path}`);
}

/** The read end, non-blocking. The open never waits, and reads give 0 while nobody has the write end. */
export function openFifoReader(path: string): number {
  return openSync(path, O.RDONLY | O.NONBLOCK | O.CLOEXEC);
}

/**
 * The write end, non-blocking, as soon as somebody reads. A blocking open would hold a thread for as long as that takes, and the
 * kernel does not tell when a reader comes: so the open is tried again and again, at first often.
 */
export async function openFifoWriter(path: string, signal?: AbortSignal): Promise<number> {
  for (let pause = 1; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      return openSync(path, O.WRONLY | O.NONBLOCK | O.CLOEXEC);
    } catch (error) {
      if (errnoOf(error) !== "ENXIO") {
        throw error;
      }
    }
    if (signal?.aborted) {
      throw abortFault(signal);
    }
    await sleep(pause);
  }
}
