// The streams of a container's task. Its output goes to its log and to whoever is attached, and what they type goes to its input.
// tsrt's own shim writes the log itself; for a foreign one, which knows FIFOs only, the daemon does.
// Source: containerd internal/cri/io/container_io.go.
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Scoped } from "../../context/index.ts";
import type { Stdio } from "../../core/task.ts";
import { makeFifo } from "../../linux/fifo.ts";
import type { OpenTap, TapSinks } from "../../process-io/tap.ts";
import type { Cri } from "../cri.ts";
import type { RuntimeHandler } from "../settings.ts";
import type { ContainerRecord } from "../store/containers.ts";
import { FifoStreams } from "./fifo-streams.ts";
import { ShimStreams } from "./shim-streams.ts";

export interface ContainerStreams extends AsyncDisposable {
  /** The streams as a request to create the task names them. */
  readonly stdio: Stdio;
  /** Resolves when all output of a container that has ended is in its log. */
  drained(): Promise<void>;
  /** Copies output from now on, until the output ends or `leave` of the result is called. */
  attach(ctx: Scoped, sinks: TapSinks): Promise<OpenTap>;
  /** Writes to the container's input until `source` ends. A process that does not read any more ends it too. */
  feedStdin(source: AsyncIterable<Uint8Array>): Promise<void>;
  /** Goes on in a new log file, after the old one was moved away. */
  reopenLog(ctx: Scoped): Promise<void>;
  /** Leaves the streams to the next daemon. */
  leave(): Promise<void>;
}

/** The streams of a task that is about to be created. */
export function newStreams(
  cri: Cri,
  record: ContainerRecord,
  { type: runtime, path: runtimePath }: RuntimeHandler,
): ContainerStreams {
  const directory = cri.containerState(record.id);
  // An earlier attempt to start the container may have left its own.
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  try {
    const choice = { runtime, runtimePath, group: record.podId };
    const writesLog = cri.tasks.runtime.writesLogs(cri.background, choice);
    const stdio = stdioIn(directory, record, !writesLog);
    for (const path of [stdio.stdin, stdio.stdout, stdio.stderr].filter((name) => name !== "")) {
      makeFifo(path, 0o700);
    }
    return writesLog
      ? new ShimStreams(cri, record, stdio.stdin)
      : new FifoStreams(cri, record, stdio, { isResumed: false });
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

/** The streams of a task that an earlier daemon has created. Failed precondition: its log cannot be opened any more. */
export function resumedStreams(cri: Cri, record: ContainerRecord): ContainerStreams {
  const directory = cri.containerState(record.id);
  const stdio = stdioIn(directory, record, true);
  return existsSync(stdio.stdout)
    ? new FifoStreams(cri, record, stdio, { isResumed: true })
    : new ShimStreams(cri, record, stdio.stdin);
}

/** Paths of the FIFOs. */
function stdioIn(directory: string, { config }: ContainerRecord, hasOutput: boolean): Stdio {
  const path = (name: string, isWanted: boolean): string => (isWanted ? join(directory, name) : "");
  return {
    stdin: path("stdin", config.stdin),
    stdout: path("stdout", hasOutput),
    stderr: path("stderr", hasOutput && !config.tty),
    terminal: config.tty,
  };
}
