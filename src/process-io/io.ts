import type { Stdio } from "../core/task.ts";

/** Takes bytes; a promise holds the producer back until it settles. The array is the caller's again afterwards. */
export type Sink = (bytes: Uint8Array) => void | Promise<void>;

/** Where a process's streams go, from before it is created until it is deleted. */
export interface ProcessIo extends AsyncDisposable {
  /** What the daemon is told. */
  readonly stdio: Stdio;
  /** Called once the process's shim has opened its side; `closeStdin` tells it that the input has ended. */
  connect(closeStdin: () => Promise<void>): void;
  /** Resolves when both outputs have ended and all of them was taken; rejects when a sink failed. */
  readonly drained: Promise<void>;
  /** Lets go of the streams, and leaves them to whoever attaches next. */
  leave(): void;
}

/** What a factory of streams is told. */
export interface IoPlace {
  /** Of the container or the exec. */
  readonly id: string;
  /** Where FIFOs may be made. */
  readonly directory: string;
}

/** Makes the streams of one process. */
export type IoFactory = (place: IoPlace) => Promise<ProcessIo>;

/** Streams that are nobody's business here: nothing to connect, to wait for or to remove. */
export function passive(stdio: Stdio): ProcessIo {
  return {
    stdio,
    connect: () => {},
    drained: Promise.resolve(),
    leave: () => {},
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Output is dropped, input is empty. */
export const nullIo: IoFactory = async () => passive({ stdin: "", stdout: "", stderr: "", terminal: false });

/** A log of the shim's: `file:///path` or `binary:///path?arg`; with `terminal` that of a terminal nobody sits at. */
export function logIo(uri: string, options: { readonly terminal?: boolean } = {}): IoFactory {
  const { terminal = false } = options;
  return async () => passive({ stdin: "", stdout: uri, stderr: terminal ? "" : uri, terminal });
}
