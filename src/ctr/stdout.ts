// Standard output and error for a container's streams: they may be slow, and that must not stop signals.
import { constants, fstatSync } from "node:fs";
import type { Sink } from "../client/index.ts";
import { feed, WatchedFd } from "../client/io/pump.ts";
import { errnoOf, messageOf } from "../errors/index.ts";
import { warn, writeAll } from "./output.ts";
import { reopen } from "./stdin.ts";

/**
 * When nobody reads any more, or nothing can be written, `onClosed` is called once, and what comes is dropped: whoever
 * writes must still be read to the end, or its shim would wait for a reader.
 */
export function sinkTo(fd: 1 | 2, onClosed: () => void): Sink {
  const write = writerTo(fd);
  let isClosed = false;
  const closed = (error: unknown): void => {
    // A pipe without reader or a terminal that has gone need no words; a full disk does.
    if (!["EPIPE", "EIO"].includes(errnoOf(error) ?? "")) {
      warn(`write to ${fd === 1 ? "standard output" : "standard error"}: ${messageOf(error)}`);
    }
    isClosed = true;
    onClosed();
  };
  return (bytes) => {
    if (isClosed) {
      return;
    }
    try {
      return write(bytes)?.catch(closed);
    } catch (error) {
      closed(error);
    }
  };
}

function writerTo(fd: 1 | 2): (bytes: Uint8Array) => Promise<void> | undefined {
  const stats = fstatSync(fd);
  const own = stats.isFIFO() || stats.isCharacterDevice() ? reopen(fd, constants.O_WRONLY) : undefined;
  if (own === undefined) {
    return (bytes) => {
      writeAll(fd, bytes);
      return undefined;
    };
  }
  const target = new WatchedFd(own);
  return (bytes) => feed(target, bytes);
}
