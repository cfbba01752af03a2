// Reads standard input, and files in its place, without blocking a thread, whatever they are.
import { constants, fstatSync, openSync, readSync } from "node:fs";
import { again } from "../../linux/fd.ts";
import { WatchedFd } from "../../process-io/pump.ts";

const chunkSize = 64 * 1024;

/** What comes on standard input. Ends with the input, or when `signal` aborts. */
export function readStdin(signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  return readOpen(0, signal);
}

/** What is read from a file descriptor, which stays open. Ends with the file, or when `signal` aborts. */
export async function* readOpen(fd: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const stats = fstatSync(fd);
  const own = stats.isFIFO() || stats.isCharacterDevice() ? reopen(fd, constants.O_RDONLY) : undefined;
  if (own !== undefined) {
    yield* readWatched(own, signal);
  } else if (stats.isFIFO() || stats.isSocket()) {
    yield* Bun.file(fd).stream();
  } else {
    yield* readFile(fd, signal);
  }
}

/**
 * Opens the pipe or terminal of a file descriptor once more, in non-blocking mode. Setting that mode on the descriptor itself
 * would change it for the shell and everybody else who has it. Undefined: it cannot be opened.
 */
export function reopen(fd: number, access: number): number | undefined {
  try {
    return openSync(`/proc/self/fd/${fd}`, access | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return undefined;
  }
}

async function* readWatched(fd: number, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  using input = new WatchedFd(fd);
  signal?.addEventListener("abort", () => input[Symbol.dispose](), { once: true });
  const buffer = new Uint8Array(chunkSize);
  while (!input.isClosed) {
    const count = input.read(buffer);
    if (count === 0) {
      return;
    }
    if (count === again) {
      await input.ready("read");
    } else {
      yield buffer.slice(0, count);
    }
  }
}

/** Reads on from where the descriptor stands. A file that is opened again would be read from its beginning. */
async function* readFile(fd: number, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(chunkSize);
  while (signal?.aborted !== true) {
    const count = readSync(fd, buffer);
    if (count === 0) {
      return;
    }
    yield buffer.slice(0, count);
  }
}
