// The stdin, stdout and stderr of a process, between runc and the client.
import type { Context } from "../../context/index.ts";
import type { ChildStdio } from "../runc/spawn.ts";
import type { LoggerOwner } from "./binary.ts";
import { ConsoleStreams } from "./console.ts";
import type { LoggedOutput } from "./cri.ts";
import { openPipeStreams } from "./pipes.ts";

/** The streams that a client asks for: each is the path of a FIFO or file, a URI, or empty. */
export interface Stdio {
  readonly stdin: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly terminal: boolean;
}

export interface StreamOwner extends LoggerOwner {
  /** The directory of the console's socket, and runc's cwd. */
  readonly bundle: string;
  readonly ioUid: number;
  readonly ioGid: number;
}

export interface Streams {
  /** The process's ends, which runc hands to it. */
  readonly childStdio: ChildStdio;
  /** The name, in the bundle, of the socket that runc sends the terminal to. */
  readonly consoleSocket?: string | undefined;
  /** Closes the shim's descriptors of the process's ends. To be called when runc has ended, whether it succeeded or not. */
  release(): void;
  /** Waits until the client has opened its ends of the outputs, and lets the bytes flow. */
  begin(ctx: Context): Promise<void>;
  /** Lets the input flow. For an init not before Start: until Create was answered ctr cannot say that its input has ended. */
  openStdin(): Promise<void>;
  /** The process gets the end of its input after what is on the way. */
  closeStdin(): void;
  resize(columns: number, rows: number): void;
  /** To be called when the process has ended. What it has written still goes out. */
  end(): void;
  /** The output, where it is logged for CRI; undefined before `begin`. */
  readonly logged: LoggedOutput | undefined;
  /** Resolves when all output has gone out. */
  readonly drained: Promise<void>;
  close(): Promise<void>;
}

/** How long output may follow a process that has ended, in ms. containerd's Delete waits as long. */
export const drainTimeout = 10_000;

/** How long the client may take to open its ends, in ms. Source: containerd process/init.go. */
export const openTimeout = 30_000;

export function openStreams(stdio: Stdio, owner: StreamOwner): Promise<Streams> {
  return stdio.terminal ? Promise.resolve(new ConsoleStreams(stdio, owner)) : openPipeStreams(stdio, owner);
}
