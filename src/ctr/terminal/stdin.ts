// Standard input, and files that are read in its place, without blocking a thread, whatever they are.
import { constants, fstatSync, openSync, readSync } from "node:fs";
import { again } from "../../linux/fd.ts";
import { WatchedFd } from "../../process-io/pump.ts";

const chunkSize = 64 * 1024;

/** Ends with the input, or when `signal` aborts. */
export function readStdin(signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  return readOpen(0, signal);
}

/** The same of any fd that is open for reading; it stays the caller's. */
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
 * The same pipe or terminal with flags of our own: O_NONBLOCK on the inherited one would change it for the shell and
 * everybody else who has it.
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

/** From where it stands: a file that is reopened would be read from its beginning. */
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
