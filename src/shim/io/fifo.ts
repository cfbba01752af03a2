// The client's FIFO of one output. Source of the order of opening: containerd cmd/containerd-shim-runc-v2/process/io.go.
import { closeFd, isReady, setPipeSize, writeFd } from "../../linux/fd.ts";
import { openFifoReader, openFifoWriter } from "../../linux/fifo.ts";
import { closeWatched } from "../../linux/readiness.ts";
import type { Sink } from "./sink.ts";

/** The size of a pipe's buffer, in bytes: large, so that much output takes few wake-ups. */
export const pipeSize = 1 << 20;

/**
 * Waits until the client reads, then keeps a reader open, so that the client may leave and return. What a client that is away has
 * not read when the stream ends is kept as well, until `release`: without a reader the kernel would drop it.
 */
export async function openFifoSink(path: string, signal: AbortSignal): Promise<Sink> {
  const fd = await openFifoWriter(path, signal);
  const reader = openReaderBeside(fd, path);
  setPipeSize(fd, pipeSize);
  let isReleased = false;
  const release = (): void => {
    if (!isReleased) {
      isReleased = true;
      closeWatched(reader);
    }
  };
  return {
    fd,
    write: (bytes) => writeFd(fd, bytes),
    close: () => {
      const isUnread = !isReleased && isReady(reader, "read");
      closeWatched(fd);
      if (!isUnread) {
        release();
      }
    },
    release,
  };
}

function openReaderBeside(fd: number, path: string): number {
  try {
    return openFifoReader(path);
  } catch (error) {
    closeFd(fd);
    throw error;
  }
}
