// What to do while the process has no file descriptors left. Bun ends the process when a thread that it starts, such as a
// Worker's or the one that `fetch` uses, gets none for its event loop; so whoever starts one asks here first.
import { closeSync, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { errnoOf } from "../errors/index.ts";

/** A thread takes fewer, but others may take some meanwhile. */
const forThread = 8;

const pauseMillis = 100;
const patienceMillis = 60_000;

/** Whether an error says that there are no file descriptors. */
export function isShortage(error: unknown): boolean {
  return ["EMFILE", "ENFILE"].includes(errnoOf(error) ?? "");
}

/** Throws EMFILE or ENFILE when fewer than `count` descriptors are free. */
export function requireDescriptors(count: number = forThread): void {
  const held: number[] = [];
  try {
    while (held.length < count) {
      held.push(openSync("/dev/null", "r"));
    }
  } catch (error) {
    const code = errnoOf(error);
    throw Object.assign(new Error(`${code}: too many open files`), { code });
  } finally {
    for (const fd of held) {
      closeSync(fd);
    }
  }
}

/** Repeats `work` for up to a minute while it fails for want of descriptors. It is meant for cleaning up, which nobody would ask for again. */
export async function patiently<T>(work: () => T | Promise<T>): Promise<T> {
  const end = Date.now() + patienceMillis;
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
