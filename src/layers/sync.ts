// Makes what a layer brought durable while the helper's thread goes on with the next layer.
import { startWorker } from "../context/worker.ts";
import { unpackFault } from "../errors/packed.ts";
import { closeFd, duplicate } from "../linux/fd.ts";
import type { Synced } from "./sync-worker.ts";

const running = new Map<number, PromiseWithResolvers<void>>();
let worker: Worker | undefined;

/**
 * Writes out the filesystem that `fd` is on. `fd` must have been opened before the files were written, because the kernel tells
 * it the errors of all writes since then. It may be closed when this function has returned.
 */
export async function syncInBackground(fd: number): Promise<void> {
  const own = duplicate(fd);
  const done = Promise.withResolvers<void>();
  running.set(own, done);
  try {
    worker ??= start();
    worker.postMessage(own);
    await done.promise;
  } finally {
    running.delete(own);
    closeFd(own);
  }
}

function start(): Worker {
  const started = startWorker("layers/sync-worker");
  started.onmessage = ({ data: { fd, fault } }: MessageEvent<Synced>) => {
    const done = running.get(fd);
    if (fault === undefined) {
      done?.resolve();
    } else {
      done?.reject(unpackFault(fault));
    }
  };
  started.onerror = ({ message }) => {
    for (const { reject } of running.values()) {
      reject(new Error(`the worker that syncs failed: ${message}`));
    }
  };
  return started;
}
