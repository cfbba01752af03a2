// What to do while the process has no file descriptors left. Bun ends the whole process when a thread that it starts, such as
// a Worker's or the one that `fetch` uses, gets none for its event loop. Code that starts such a thread checks here first.
import { closeSync, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { errnoOf } from "../errors/index.ts";

/** Descriptors that must be free for a new thread. It takes fewer, but other work may take some at the same time. */
const forThread = 8;

const pauseMillis = 100;
const retryMillis = 60_000;

/** Whether an error says that there are no file descriptors. */
export function isShortage(error: unknown): boolean {
  return ["EMFILE", "ENFILE"].includes(errnoOf(error) ?? "");
}

/** Throws EMFILE or ENFILE when fewer than `count` descriptors are free. */
export function requireDescriptors(count: number = forThread): void {
  const opened: number[] = [];
  try {
    while (opened.length < count) {
      opened.push(openSync("/dev/null", "r"));
    }
  } catch (error) {
    const code = errnoOf(error);
    throw Object.assign(new Error(`${code}: too many open files`), { code });
  } finally {
    for (const fd of opened) {
      closeSync(fd);
    }
  }
}

/**
 * Repeats `work` for up to a minute while it fails because there are no file descriptors. It is meant for cleaning up, which
 * no caller would try again.
 */
export async function retryOnShortage<T>(work: () => T | Promise<T>): Promise<T> {
  const end = Date.now() + retryMillis;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isShortage(error) || Date.now() > end) {
        throw error;
      }
      await sleep(pauseMillis, undefined, { ref: false });
    }
  }
}
