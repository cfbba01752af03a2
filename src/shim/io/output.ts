// The client's end of stdout and stderr, where the shim moves the bytes itself.
import { statSync } from "node:fs";
import { invalidArgument } from "../../errors/index.ts";
import { openFifoSink } from "./fifo.ts";
import { openAppendSink, openFileSinks } from "./file.ts";
import { nullSink } from "./null.ts";
import { parseTarget, type Sink } from "./sink.ts";
import type { Stdio } from "./streams.ts";

export interface Outputs {
  readonly stdout: Sink;
  readonly stderr: Sink;
}

/** stdout's scheme counts for both streams, as in containerd. */
export async function openOutputs(stdio: Stdio, signal: AbortSignal): Promise<Outputs> {
  const target = parseTarget(stdio.stdout);
  switch (target.scheme) {
    case "fifo": {
      const stdout = await openPath(target.path, signal);
      const stderr = await openPath(stdio.stderr, signal).catch((error) => {
        stdout.close();
        throw error;
      });
      return { stdout, stderr };
    }
    case "file":
      return openFileSinks(target);
    default:
      throw invalidArgument(`unknown STDIO scheme ${target.scheme}`);
  }
}

async function openPath(path: string, signal: AbortSignal): Promise<Sink> {
  if (path === "") {
    return nullSink;
  }
  try {
    return statSync(path).isFIFO() ? await openFifoSink(path, signal) : openAppendSink(path);
  } catch (cause) {
    throw new Error(`containerd-shim: opening ${JSON.stringify(path)} failed`, { cause });
  }
}
