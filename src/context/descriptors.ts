// File descriptors, and what to do while there are none. Bun ends the process when a thread that it starts gets none for
// its event loop: that of a Worker, and the one that `fetch` uses. So both ask here first.
import { closeSync, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { errnoOf } from "../errors/index.ts";

/** More than a thread takes at once: others may take some meanwhile. */
const forThread = 8;

const pauseMillis = 100;
const patienceMillis = 60_000;

/** Whether an error says that there are no file descriptors. */
export function isShortage(error: unknown): boolean {
  return ["EMFILE", "ENFILE"].includes(errnoOf(error) ?? "");
}

/** Throws when fewer than `count` are free. */
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

/** Tries again while `work` fails for want of descriptors, for a minute: for clean-ups, which nobody would ask for again. */
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
