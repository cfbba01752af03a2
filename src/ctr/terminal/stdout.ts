// Standard output and standard error as sinks of a container's streams. A slow reader must not hold up signals.
import type { Sink } from "../../client/index.ts";
import { errnoOf, messageOf } from "../../errors/index.ts";
import { warn } from "../print/output.ts";
import { FdWriter } from "./fd-writer.ts";

/**
 * A sink that writes to standard output or standard error. When nobody reads that any more, or writing fails, `onClosed` is
 * called once and the rest is dropped: the container is still read to the end, or its shim would wait for a reader.
 */
export function sinkTo(fd: 1 | 2, onClosed: () => void): Sink {
  const writer = new FdWriter(fd);
  let isClosed = false;
  return async (bytes) => {
    if (isClosed) {
      return;
    }
    try {
      await writer.write(bytes);
    } catch (error) {
      // That a pipe's reader or a terminal has gone is no news for the person. A full disk is.
      if (!["EPIPE", "EIO"].includes(errnoOf(error) ?? "")) {
        warn(`write to ${fd === 1 ? "standard output" : "standard error"}: ${messageOf(error)}`);
      }
      isClosed = true;
      onClosed();
    }
  };
}
