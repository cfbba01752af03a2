// Named pipes between a client and a shim.

import { constants, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { abortFault } from "../context/index.ts";
import { errnoOf } from "../errors/index.ts";
import { O_CLOEXEC } from "./close-on-exec.ts";
import { address, check, cString, syscall } from "./libc.ts";
import { number } from "./number.ts";

const AT_FDCWD = -100;
const longestPause = 50;

export function makeFifo(path: string, mode: number): void {
  const name = cString(path);
  check(syscall(number.mknodat, AT_FDCWD, address(name), constants.S_IFIFO | mode, 0), `mkfifo ${path}`);
}

/** The read end, non-blocking. Never waits; reads give 0 while nobody has the write end. */
export function openFifoReader(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | O_CLOEXEC);
}

/**
 * The write end, non-blocking, once a reader is there. A blocking open would hold a thread for as long as the reader takes, and
 * nothing tells of a reader's arrival: so ask, at first often.
 */
export async function openFifoWriter(path: string, signal?: AbortSignal): Promise<number> {
  for (let pause = 1; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | O_CLOEXEC);
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
