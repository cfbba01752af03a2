// `cri:PATH?max-line-size=BYTES`: both streams are logged to one file as kubelet reads it, and go to whoever has attached as well.

import { isAbsolute } from "node:path";
import { maxLineBytesOf } from "../../core/cri-log.ts";
import { enough, LogFile, type LogStream } from "../../cri-log/log-file.ts";
import { invalidArgument } from "../../errors/index.ts";
import { report } from "../report.ts";
import type { Sink, Target } from "./sink.ts";
import { Tap } from "./tap.ts";

/** FIFOs that somebody reads; empty where a stream is not wanted. */
export interface TapPaths {
  readonly stdout: string;
  readonly stderr: string;
}

/** The output of one process. */
export class LoggedOutput {
  readonly stdout: CriSink;
  readonly stderr: CriSink;
  readonly #file: LogFile | undefined;
  /** Of streams that have not ended. */
  #streams = 2;

  private constructor(file: LogFile | undefined) {
    this.#file = file;
    const end = (): Promise<void> => this.#endStream();
    this.stdout = new CriSink(file, file?.stream("stdout"), end);
    this.stderr = new CriSink(file, file?.stream("stderr"), end);
  }

  static async open(target: Target): Promise<LoggedOutput> {
    const maxLineBytes = maxLineBytesOf(target.query);
    const { path } = target;
    if (path === "") {
      return new LoggedOutput(undefined);
    }
    if (!isAbsolute(path)) {
      throw invalidArgument(`the path of a log must be absolute: ${JSON.stringify(path)}`);
    }
    const onLoss = (error: unknown): void => report("warn", `output lost: cannot write ${path}`, error);
    return new LoggedOutput(await LogFile.open(path, { maxLineBytes, onLoss }));
  }

  /** Goes on in a new file, after the old one was moved away. */
  async reopen(): Promise<void> {
    await this.#file?.reopen();
  }

  /** Copies what is printed from now on to FIFOs, until nobody reads them or the output ends. */
  tap({ stdout, stderr }: TapPaths): void {
    if (stdout !== "") {
      this.stdout.tap(stdout);
    }
    if (stderr !== "") {
      this.stderr.tap(stderr);
    }
  }

  async #endStream(): Promise<void> {
    this.#streams--;
    if (this.#streams === 0) {
      await this.#file?.close();
    }
  }
}

/** Bounds of what is read at once. */
const readSizes = { least: 2 << 10, most: 64 << 10 };

/** One of its streams. */
class CriSink implements Sink {
  readonly #file: LogFile | undefined;
  readonly #log: LogStream | undefined;
  readonly #onEnd: () => Promise<void>;
  readonly #taps = new Set<Tap>();
  #readSize = readSizes.least;
  #isClosed = false;

  constructor(file: LogFile | undefined, log: LogStream | undefined, onEnd: () => Promise<void>) {
    this.#file = file;
    this.#log = log;
    this.#onEnd = onEnd;
  }

  get isFull(): boolean {
    return this.#fullOne() !== undefined;
  }

  whenWritable(callback: () => void): void {
    const full = this.#fullOne();
    if (full === undefined) {
      callback();
    } else {
      full.whenWritable(() => this.whenWritable(callback));
    }
  }

  /** Short lines become many times as many bytes: so much is read as makes a batch, which takes about a millisecond. */
  get readSize(): number {
    return this.#readSize;
  }

  write(bytes: Uint8Array): number {
    const added = this.#log?.write(bytes) ?? 0;
    const fitting = Math.floor((bytes.length * enough) / Math.max(added, bytes.length));
    this.#readSize = Math.min(Math.max(fitting, readSizes.least), readSizes.most);
    for (const tap of this.#taps) {
      tap.write(bytes);
    }
    return bytes.length;
  }

  tap(path: string): void {
    const tap = new Tap(path, (ended) => this.#taps.delete(ended));
    if (this.#isClosed) {
      tap.close();
    } else {
      this.#taps.add(tap);
    }
  }

  /** Resolves when everything is in the log, once both streams have ended. */
  async close(): Promise<void> {
    if (this.#isClosed) {
      return;
    }
    this.#isClosed = true;
    for (const tap of this.#taps) {
      tap.close();
    }
    this.#log?.end();
    await this.#onEnd();
  }

  #fullOne(): LogFile | Tap | undefined {
    if (this.#file?.isFull) {
      return this.#file;
    }
    for (const tap of this.#taps) {
      if (tap.isFull) {
        return tap;
      }
    }
    return undefined;
  }
}
