// The streams of a process, for whoever runs it: the client library, the CLI, or the CRI server. What is at the other end of
// them (FIFOs that a shim writes to, a log of the shim's, nothing) is what factories differ in.
import type { Stdio } from "../core/task.ts";

/**
 * Takes output. A promise holds the process back until it settles; a rejection ends the reading and is the failure of `drained`.
 * The array may be used only until then: its memory is used again.
 */
export type Sink = (bytes: Uint8Array) => void | Promise<void>;

/** The streams of one process, from before it is created until it is deleted. Disposing them removes what was made for them. */
export interface ProcessIo extends AsyncDisposable {
  /** The streams as a request to create the process names them. */
  readonly stdio: Stdio;
  /**
   * Begins to pass the input on. To be called when the shim has opened its side of the streams; `closeStdin` is called when the
   * input has ended, and has to tell the shim.
   */
  connect(closeStdin: () => Promise<void>): void;
  /** Resolves when both outputs have ended and their sinks have taken everything; rejects with what a sink failed with. */
  readonly drained: Promise<void>;
  /** Stops reading and writing, and leaves the streams to whoever attaches to the process next. */
  leave(): void;
}

/** The process that streams are made for. */
export interface IoPlace {
  /** Id of the container, or of the exec. */
  readonly id: string;
  /** Directory in which FIFOs may be made, unless the factory knows a better one. */
  readonly directory: string;
}

/** Makes the streams of a process that is about to be created. */
export type IoFactory = (place: IoPlace) => Promise<ProcessIo>;

/** Streams that do not pass through this process: there is nothing to connect, to wait for or to remove. */
export function passive(stdio: Stdio): ProcessIo {
  return {
    stdio,
    connect: () => {},
    drained: Promise.resolve(),
    leave: () => {},
    [Symbol.asyncDispose]: async () => {},
  };
}

/** The process's output is dropped, and its input is empty. */
export const nullIo: IoFactory = async () => passive({ stdin: "", stdout: "", stderr: "", terminal: false });

/**
 * Has the shim write the output to a log: `file:///path`, or `binary:///path?arg`, a program that is run for it. With `terminal`
 * the process gets a terminal at which nobody sits.
 */
export function logIo(uri: string, options: { readonly terminal?: boolean } = {}): IoFactory {
  const { terminal = false } = options;
  return async () => passive({ stdin: "", stdout: uri, stderr: terminal ? "" : uri, terminal });
}
