// The Worker of the helper process that waits for the disk.
import { type PackedFault, packFault } from "../errors/packed.ts";
import { syncFilesystem } from "../linux/sync.ts";

declare const self: Worker;

/** The answer to a message, which is the descriptor. */
export interface Synced {
  readonly fd: number;
  readonly fault?: PackedFault;
}

self.onmessage = ({ data: fd }: MessageEvent<number>): void => {
  self.postMessage(sync(fd));
};

function sync(fd: number): Synced {
  try {
    syncFilesystem(fd);
    return { fd };
  } catch (error) {
    return { fd, fault: packFault(error) };
  }
}
