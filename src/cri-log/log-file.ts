// A container's log as kubelet reads it: an entry for each line, with its time, its stream, and whether it is a whole line (F) or a
// part of one (P). Source: Kubernetes' "CRI log format"; containerd internal/cri/io/logger.go.
//
// Files are written by the threads of the pool. A disk that is slow, or hangs, holds up nobody but the container that logs to it: a
// write on the thread of the event loop would hold up all others. While a batch is being written the next one is made, so that much
// output takes few writes.
import { close, fstat, fstatSync, mkdirSync, open, openSync, type Stats, write } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { now } from "../core/time.ts";
import { failedPrecondition } from "../errors/index.ts";
import { O } from "../linux/open-flags.ts";
import { Entries } from "./entries.ts";
import { EntryHeader, type StreamName } from "./entry-header.ts";
import { LineSplitter } from "./line-splitter.ts";

/** While one batch is being written the next one may grow so far, in bytes, before whoever prints has to wait. */
export const enough = 128 << 10;

const newline = 0x0a;

export interface LogOptions {
  /** Longer lines become several entries; 0: lines of any length that fits in memory. */
  readonly maxLineBytes: number;
  /** Is told why output is lost: once, until output can be written again. */
  readonly onLoss: (error: unknown) => void;
}

/** The file that both streams of a container are logged to. Entries are written whole, in the order in which they are made. */
export class LogFile {
  readonly path: string;
  readonly #options: LogOptions;
  readonly #header = new EntryHeader();
  #fd: number;
  #filling = new Entries();
  #spare = new Entries();
  /** Resolves when no batch is left. */
  #draining: Promise<void> | undefined;
  /** Resolves when the batch that is being written is done with. */
  #batch: Promise<void> = Promise.resolve();
  #waiting: (() => void)[] = [];
  #isClosed = false;
  #isLosing = false;
  /** The file that ends in the middle of an entry, because its disk was full. */
  #torn: number | undefined;

  private constructor(path: string, fd: number, options: LogOptions) {
    this.path = path;
    this.#fd = fd;
    this.#options = options;
  }

  /** Makes the file and its directory where they are missing. Failed precondition: it is no regular file, or it is a link. */
  static async open(path: string, options: LogOptions): Promise<LogFile> {
    return new LogFile(path, await openLog(path), options);
  }

  /** As `open`, at once. */
  static openNow(path: string, options: LogOptions): LogFile {
    return new LogFile(path, openLogNow(path), options);
  }

  stream(name: StreamName): LogStream {
    const splitter = new LineSplitter(name, this.#options.maxLineBytes);
    return {
      write: (bytes) => {
        const before = this.#filling.length;
        splitter.split(toBuffer(bytes), now(), this.#header, this.#filling);
        const added = this.#filling.length - before;
        this.#drain();
        return added;
      },
      end: () => {
        splitter.end(now(), this.#header, this.#filling);
        this.#drain();
      },
    };
  }

  /** Whether whoever prints has to wait until what there is has been written. */
  get isFull(): boolean {
    return this.#filling.length >= enough;
  }

  /** Calls back once, when the log is not full any more. */
  whenWritable(callback: () => void): void {
    this.#waiting.push(callback);
  }

  /**
   * Goes on in a new file, after kubelet has moved the old one away. When this resolves the old file is complete. When the new one
   * cannot be opened, the old one goes on being used. After the end of the output the new file stays empty.
   */
  async reopen(): Promise<void> {
    const fresh = await openLog(this.path);
    if (this.#isClosed) {
      await this.written();
      closeFile(fresh);
      return;
    }
    const stale = this.#fd;
    this.#fd = fresh;
    await this.#batch;
    closeFile(stale);
    if (this.#torn === stale) {
      this.#torn = undefined;
    }
  }

  /** Resolves when everything that was made so far is written. */
  async written(): Promise<void> {
    await this.#draining;
  }

  /** Resolves when everything is written. To be called when both streams have ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.written();
    closeFile(this.#fd);
  }

  #drain(): void {
    if (this.#filling.length > 0) {
      this.#draining ??= this.#writeBatches();
    }
  }

  async #writeBatches(): Promise<void> {
    while (this.#filling.length > 0) {
      const entries = this.#filling;
      this.#filling = this.#spare;
      this.#batch = this.#writeBatch(this.#fd, entries.bytes);
      this.#wake();
      await this.#batch;
      entries.clear();
      this.#spare = entries;
    }
    this.#filling.rest();
    this.#spare.rest();
    this.#draining = undefined;
  }

  #wake(): void {
    for (const callback of this.#waiting.splice(0)) {
      callback();
    }
  }

  /** A full disk must not stop the program that prints: what does not fit is lost, as under containerd. */
  async #writeBatch(fd: number, bytes: Buffer): Promise<void> {
    try {
      if (this.#torn === fd) {
        await writeSome(fd, Buffer.of(newline));
        this.#torn = undefined;
      }
      for (let written = 0; written < bytes.length; ) {
        written += await writeSome(fd, bytes.subarray(written));
        this.#torn = bytes[written - 1] === newline ? undefined : fd;
      }
      this.#isLosing = false;
    } catch (error) {
      if (!this.#isLosing) {
        this.#options.onLoss(error);
      }
      this.#isLosing = true;
    }
  }
}

/** One of the two streams that go to a log. */
export interface LogStream {
  /** Takes all of `bytes`, which may be used again afterwards, and gives how many bytes of entries they make complete. */
  write(bytes: Uint8Array): number;
  /** The stream has ended: what there is of a line is logged as a part of it. */
  end(): void;
}

/** Without FOLLOW and to regular files only: whoever may write to the log's directory must not choose another file of the host's. */
const flags = O.WRONLY | O.APPEND | O.CREAT | O.NOFOLLOW | O.NONBLOCK | O.NOCTTY | O.CLOEXEC;

const openFile: (path: string, flags: number, mode: number) => Promise<number> = promisify(open);
const statFile: (fd: number) => Promise<Stats> = promisify(fstat);

const fileMode = 0o640;
const directoryMode = 0o755;

async function openLog(path: string): Promise<number> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: directoryMode });
    const fd = await openFile(path, flags, fileMode);
    requireFile(fd, await statFile(fd));
    return fd;
  } catch (cause) {
    throw failedPrecondition(`cannot open log ${path}`, { cause });
  }
}

function openLogNow(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: directoryMode });
    const fd = openSync(path, flags, fileMode);
    requireFile(fd, fstatSync(fd));
    return fd;
  } catch (cause) {
    throw failedPrecondition(`cannot open log ${path}`, { cause });
  }
}

function requireFile(fd: number, status: Stats): void {
  if (!status.isFile()) {
    closeFile(fd);
    throw failedPrecondition("not a regular file");
  }
}

/** Outside of the event loop too: the end of a file can wait for its disk. */
function closeFile(fd: number): void {
  close(fd, () => {});
}

/** Gives how many of the bytes were written. */
function writeSome(fd: number, bytes: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    write(fd, bytes, 0, bytes.length, null, (error, count) =>
      error === null ? resolve(count) : reject(error),
    );
  });
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
