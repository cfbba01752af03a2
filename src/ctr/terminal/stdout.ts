// Standard output and error for a container's streams: they may be slow, and that must not stop signals.
import type { Sink } from "../../client/index.ts";
import { errnoOf, messageOf } from "../../errors/index.ts";
import { warn } from "../print/output.ts";
import { FdWriter } from "./fd-writer.ts";

/**
 * When nobody reads any more, or nothing can be written, `onClosed` is called once, and what comes is dropped: whoever
 * writes must still be read to the end, or its shim would wait for a reader.
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
      // A pipe without reader or a terminal that has gone need no words; a full disk does.
      if (!["EPIPE", "EIO"].includes(errnoOf(error) ?? "")) {
        warn(`write to ${fd === 1 ? "standard output" : "standard error"}: ${messageOf(error)}`);
      }
      isClosed = true;
      onClosed();
    }
  };
}
