// The streams of a command that is run or watched from afar, whatever protocol carries them.
import type { Channel } from "./channel.ts";
import type { CommandStatus } from "./command-status.ts";
import { readSizes, type TerminalSize } from "./terminal-size.ts";

/** Which streams the client asked for. */
export interface StreamChoice {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

export type ChannelName = "error" | "stdin" | "stdout" | "stderr" | "resize";

/** The channels of a choice. One that the protocol has not is left out. */
export type Channels = Readonly<Partial<Record<ChannelName, Channel>>>;

export class RemoteStreams {
  readonly #channels: Channels;
  readonly #hasStatusDocument: boolean;
  readonly #close: () => void;
  /** Aborts when the client is gone. */
  readonly gone: AbortSignal;

  /** Before version 4 of the protocol the error channel had texts instead of documents. */
  constructor(channels: Channels, hasStatusDocument: boolean, gone: AbortSignal, close: () => void) {
    this.#channels = channels;
    this.#hasStatusDocument = hasStatusDocument;
    this.gone = gone;
    this.#close = close;
  }

  get stdin(): AsyncIterable<Uint8Array> | undefined {
    return this.#channels.stdin?.read();
  }

  get stdout(): ((bytes: Uint8Array) => Promise<void>) | undefined {
    return writerOf(this.#channels.stdout);
  }

  get stderr(): ((bytes: Uint8Array) => Promise<void>) | undefined {
    return writerOf(this.#channels.stderr);
  }

  sizes(): AsyncIterable<TerminalSize> {
    return readSizes(this.#channels.resize?.read() ?? nothing());
  }

  /** Tells how it ended and closes the connection. */
  async finish(status: CommandStatus): Promise<void> {
    const { error, stdout, stderr } = this.#channels;
    const text = this.#hasStatusDocument
      ? JSON.stringify(status)
      : status.status === "Success"
        ? ""
        : (status.message ?? "");
    if (text !== "") {
      await error?.write(Buffer.from(text));
    }
    await Promise.all([stdout?.end(), stderr?.end(), error?.end()]);
    this.#close();
  }
}

function writerOf(channel: Channel | undefined): ((bytes: Uint8Array) => Promise<void>) | undefined {
  return channel && ((bytes) => channel.write(bytes));
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
