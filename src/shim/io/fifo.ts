// A client's FIFO. Source of the order of opening: containerd cmd/containerd-shim-runc-v2/process/io.go.
import { closeFd, setPipeSize, writeFd } from "../../linux/fd.ts";
import { openFifoReader, openFifoWriter } from "../../linux/fifo.ts";
import { closeWatched } from "../../linux/readiness.ts";
import type { Sink } from "./sink.ts";

export const pipeSize = 1 << 20;

/** Waits until a reader is there, then keeps a reader of its own: the client may leave and return. */
export async function openFifoSink(path: string, signal: AbortSignal): Promise<Sink> {
  const fd = await openFifoWriter(path, signal);
  const reader = openBeside(fd, path);
  setPipeSize(fd, pipeSize);
  return {
    fd,
    write: (bytes) => writeFd(fd, bytes),
    close: () => {
      closeWatched(fd);
      closeWatched(reader);
    },
  };
}

function openBeside(fd: number, path: string): number {
  try {
    return openFifoReader(path);
  } catch (error) {
    closeFd(fd);
    throw error;
  }
}
