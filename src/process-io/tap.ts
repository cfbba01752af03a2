// A copy of what a running process prints, for somebody who attaches to it: its shim, which logs the output, writes it to FIFOs as
// well.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { OutputTap, Stdio } from "../core/task.ts";
import { makeFifo, openFifoReader } from "../linux/fifo.ts";
import { attachIo, type Streams } from "./fifo.ts";
import type { ProcessIo, Sink } from "./io.ts";
import { drain, WatchedFd } from "./pump.ts";

/** Whom the output goes to. */
export interface TapSinks {
  readonly stdout?: Sink | undefined;
  readonly stderr?: Sink | undefined;
}

export interface OpenTap {
  /** Resolves when the output has ended, or after `leave`; rejects with what a sink failed with. */
  readonly drained: Promise<void>;
  /** Ends the copying. */
  leave(): void;
}

const discard: Sink = () => {};

/**
 * Makes the FIFOs in `directory` and has `ask` tell the shim of them, which opens them before it answers. Their names are gone
 * afterwards, so that nothing is left when this process dies. The output is tapped also for those who only type: its end tells
 * them that of the process.
 */
export async function openTap(
  directory: string,
  { stdout = discard, stderr }: TapSinks,
  ask: (tap: OutputTap) => Promise<void>,
): Promise<OpenTap> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const own = await mkdtemp(join(directory, "tap-"));
  const outputs: WatchedFd[] = [];
  const leave = (): void => {
    for (const output of outputs) {
      output[Symbol.dispose]();
    }
  };
  const drains: (() => Promise<void>)[] = [];
  const open = (name: string, sink: Sink | undefined): string => {
    if (sink === undefined) {
      return "";
    }
    const path = join(own, name);
    makeFifo(path, 0o600);
    const output = new WatchedFd(openFifoReader(path));
    outputs.push(output);
    drains.push(() => drain(output, sink, { isResumed: true }).finally(() => output[Symbol.dispose]()));
    return path;
  };
  try {
    await ask({ stdout: open("stdout", stdout), stderr: open("stderr", stderr) });
  } catch (error) {
    leave();
    throw error;
  } finally {
    await rm(own, { recursive: true, force: true });
  }
  const drained = Promise.all(drains.map((start) => start())).then(() => {});
  // A failure that nobody waits for is no unhandled rejection.
  drained.catch(() => {});
  return { drained, leave };
}

/** Connects to the streams of a process whose shim logs its output: to its input by the FIFO that it has, to its output by a tap. */
export async function attachTap(
  stdio: Stdio,
  streams: Streams,
  directory: string,
  ask: (tap: OutputTap) => Promise<void>,
): Promise<ProcessIo> {
  const tap = await openTap(directory, streams, ask);
  const input = attachIo(stdio, streams);
  const leave = (): void => {
    input.leave();
    tap.leave();
  };
  return {
    stdio,
    connect: (closeStdin) => input.connect(closeStdin),
    drained: tap.drained,
    leave,
    [Symbol.asyncDispose]: async () => leave(),
  };
}
