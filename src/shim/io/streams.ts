// A process's stdin, stdout and stderr, between runc and the client.
import type { Context } from "../../context/index.ts";
import type { ChildStdio } from "../runc/spawn.ts";
import type { LoggerOwner } from "./binary.ts";
import { ConsoleStreams } from "./console.ts";
import { openPipeStreams } from "./pipes.ts";

/** As the client asked for it: paths of FIFOs or files, URIs, or empty. */
export interface Stdio {
  readonly stdin: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly terminal: boolean;
}

export interface StreamOwner extends LoggerOwner {
  /** Directory for the console's socket; runc's cwd. */
  readonly bundle: string;
  readonly ioUid: number;
  readonly ioGid: number;
}

export interface Streams {
  /** What runc hands to the process. */
  readonly childStdio: ChildStdio;
  /** Name, below the bundle, of the socket that runc sends the terminal to. */
  readonly consoleSocket?: string | undefined;
  /** runc has ended: the process holds its ends now, so ours of them are closed, whether it succeeded or not. */
  release(): void;
  /** Opens the client's ends of the outputs, which waits for the client, and lets the bytes flow. */
  begin(ctx: Context): Promise<void>;
  /** The same for the input. For an init not before its Start: ctr cannot tell of its end until Create was answered. */
  openStdin(): Promise<void>;
  /** The process gets the end of its input, when what is on the way has arrived. */
  closeStdin(): void;
  resize(columns: number, rows: number): void;
  /** The process has ended: what it wrote still goes out, whoever else holds its pipes. */
  end(): void;
  /** Resolves when all output has gone out. */
  readonly drained: Promise<void>;
  close(): Promise<void>;
}

/** How long output may follow a process that has ended. Source: containerd's Delete waits as long. */
export const drainTimeout = 10_000;

/** How long the client may take to open its ends. Source: containerd process/init.go. */
export const openTimeout = 30_000;

export function openStreams(stdio: Stdio, owner: StreamOwner): Promise<Streams> {
  return stdio.terminal ? Promise.resolve(new ConsoleStreams(stdio, owner)) : openPipeStreams(stdio, owner);
}
