// Reads a log that may grow, and that its writer may replace by a new file.
import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { errnoOf } from "../../errors/index.ts";

/** Milliseconds between two looks at the file. */
const pollMillis = 100;
const bufferSize = 64 * 1024;

/** Takes what was read, which is overwritten afterwards. */
export type LogSink = (bytes: Uint8Array) => void;

/** Gives a file's content to `sink`. A file that is not there has none. */
export function readLog(path: string, sink: LogSink): void {
  using log = openLog(path, sink);
  log?.readRest();
}

/**
 * Gives to `sink` what the log holds, and what is added until `ended`. Goes on with the new file when the writer begins one.
 */
export async function followLog(path: string, ended: Promise<void>, sink: LogSink): Promise<void> {
  let isOver = false;
  const over = ended.finally(() => {
    isOver = true;
  });
  let log = openLog(path, sink);
  try {
    for (;;) {
      // Asked before reading, so that what the process wrote before its end is still read after it.
      const isLast = isOver;
      log?.readRest();
      if (log === undefined || log.isRotated()) {
        log?.[Symbol.dispose]();
        log = openLog(path, sink);
        log?.readRest();
      }
      if (isLast) {
        await over;
        return;
      }
      await Promise.race([over, Bun.sleep(pollMillis)]);
    }
  } finally {
    log?.[Symbol.dispose]();
  }
}

function openLog(path: string, sink: LogSink): Log | undefined {
  try {
    return new Log(path, sink);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

/** An open file of a log. */
class Log implements Disposable {
  readonly #path: string;
  readonly #sink: LogSink;
  readonly #fd: number;
  readonly #buffer = new Uint8Array(bufferSize);

  constructor(path: string, sink: LogSink) {
    this.#path = path;
    this.#sink = sink;
    this.#fd = openSync(path, "r");
  }

  /** Reads what has been added since the last time. */
  readRest(): void {
    for (;;) {
      const count = readSync(this.#fd, this.#buffer);
      if (count === 0) {
        return;
      }
      this.#sink(this.#buffer.subarray(0, count));
    }
  }

  /** Whether the path has come to name another file. */
  isRotated(): boolean {
    const current = statSync(this.#path, { throwIfNoEntry: false });
    return current !== undefined && current.ino !== fstatSync(this.#fd).ino;
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }
}
