// Standard output and error for a container's streams: they may be slow, and that must not stop signals.
import { constants, fstatSync } from "node:fs";
import type { Sink } from "../client/index.ts";
import { feed, WatchedFd } from "../client/io/pump.ts";
import { errnoOf } from "../errors/index.ts";
import { ClosedOutput, writeAll } from "./output.ts";
import { reopen } from "./stdin.ts";

/** A sink that throws ClosedOutput when nobody reads any more. */
export function sinkTo(fd: 1 | 2): Sink {
  const stats = fstatSync(fd);
  const own = stats.isFIFO() || stats.isCharacterDevice() ? reopen(fd, constants.O_WRONLY) : undefined;
  if (own === undefined) {
    return (bytes) => writeAll(fd, bytes);
  }
  const target = new WatchedFd(own);
  return (bytes) => deliver(target, bytes);
}

async function deliver(target: WatchedFd, bytes: Uint8Array): Promise<void> {
  try {
    await feed(target, bytes);
  } catch (error) {
    if (errnoOf(error) === "EPIPE" || errnoOf(error) === "EIO") {
      throw new ClosedOutput("output is closed", { cause: error });
    }
    throw error;
  }
}
