// `file://PATH`: both streams are appended to one file as they come.
// `file://PATH?max-size=BYTES&max-files=N`: lines are kept whole, and when the next ones would make PATH larger than
// BYTES it becomes PATH.1, PATH.1 becomes PATH.2, and so on; N files are kept at most, PATH included.

import { closeSync, fstatSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { errnoOf, invalidArgument } from "../../errors/index.ts";
import { O } from "../../linux/open-flags.ts";
import { report } from "../report.ts";
import type { Sink, Target } from "./sink.ts";

const newline = 10;

/** A line longer than this is cut, in bytes: a program that prints no newline must not fill the shim's memory. */
const longestLine = 64 << 10;

/** The two streams of a process that go to one file. */
export interface FileSinks {
  readonly stdout: Sink;
  readonly stderr: Sink;
}

/** Opens a log whose directory is there. */
export function openFileSinks(target: Target): FileSinks {
  const limit = limitOf(target.query);
  if (limit === undefined) {
    const file = new LogFile(target.path, undefined, 2);
    return { stdout: rawSink(file), stderr: rawSink(file) };
  }
  const file = new LogFile(target.path, limit, 2);
  return { stdout: lineSink(file), stderr: lineSink(file) };
}

/** A file that a client has made and given by its bare path. */
export function openAppendSink(path: string): Sink {
  return rawSink(new LogFile(path, undefined, 1));
}

interface Limit {
  readonly size: number;
  readonly files: number;
}

function limitOf(query: URLSearchParams): Limit | undefined {
  const size = query.get("max-size");
  if (size === null) {
    return undefined;
  }
  return { size: positive("max-size", size), files: positive("max-files", query.get("max-files") ?? "1") };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw invalidArgument(`${name} must be a positive number: ${JSON.stringify(text)}`);
  }
  return value;
}

/** A log file that one or two streams write to. */
class LogFile {
  readonly #path: string;
  readonly #limit: Limit | undefined;
  /** How many streams still write. */
  #users: number;
  #fd: number;
  #size: number;
  #isFailing = false;

  constructor(path: string, limit: Limit | undefined, users: number) {
    this.#path = path;
    this.#limit = limit;
    this.#users = users;
    this.#fd = openAppend(path);
    this.#size = fstatSync(this.#fd).size;
  }

  /** A full disk must not stop the program that prints: what does not fit is lost, which the shim's log says once. */
  append(bytes: Uint8Array): void {
    try {
      this.#append(bytes);
    } catch (error) {
      if (!this.#isFailing) {
        report("warn", `output lost: cannot write ${this.#path}`, error);
      }
      this.#isFailing = true;
    }
  }

  #append(bytes: Uint8Array): void {
    let rest = bytes;
    while (rest.length > 0) {
      const part = rest.subarray(0, this.#partThatFits(rest));
      this.#write(part);
      rest = rest.subarray(part.length);
    }
    this.#isFailing = false;
  }

  /** How many bytes may be written now: whole lines, as many as there is room for, or one that needs a file of its own. */
  #partThatFits(bytes: Uint8Array): number {
    if (this.#limit === undefined || this.#size + bytes.length <= this.#limit.size) {
      return bytes.length;
    }
    const room = Math.max(0, this.#limit.size - this.#size);
    const fitting = bytes.subarray(0, room).lastIndexOf(newline) + 1;
    if (fitting > 0) {
      return fitting;
    }
    if (this.#size > 0) {
      this.#rotate(this.#limit.files);
      return this.#partThatFits(bytes);
    }
    return bytes.indexOf(newline) + 1 || bytes.length;
  }

  #write(bytes: Uint8Array): void {
    let rest = bytes;
    while (rest.length > 0) {
      const count = writeSync(this.#fd, rest);
      this.#size += count;
      rest = rest.subarray(count);
    }
  }

  release(): void {
    this.#users--;
    if (this.#users === 0) {
      closeSync(this.#fd);
    }
  }

  /** Makes the next file before anything is renamed: when it cannot be made, all files keep their names. */
  #rotate(files: number): void {
    const next = `${this.#path}.new`;
    const fd = openEmpty(next);
    try {
      this.#shift(files);
      renameSync(next, this.#path);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    closeSync(this.#fd);
    this.#fd = fd;
    this.#size = 0;
  }

  #shift(files: number): void {
    for (let index = files - 1; index >= 1; index--) {
      const older = `${this.#path}.${index}`;
      const newer = index === 1 ? this.#path : `${this.#path}.${index - 1}`;
      renameIfThere(newer, older);
    }
  }
}

const appending = O.WRONLY | O.APPEND | O.CREAT | O.CLOEXEC;

function openAppend(path: string): number {
  return openSync(path, appending, 0o644);
}

/** Makes an empty file, in the place of one that a failed rotation has left behind. */
function openEmpty(path: string): number {
  rmSync(path, { force: true });
  return openSync(path, appending | O.EXCL, 0o644);
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") {
      throw error;
    }
  }
}

function rawSink(file: LogFile): Sink {
  return {
    write: (bytes) => {
      file.append(bytes);
      return bytes.length;
    },
    close: () => file.release(),
  };
}

/** Holds an unfinished line back, so that the other stream cannot write into it. */
function lineSink(file: LogFile): Sink {
  let held = new Uint8Array(0);
  const flush = (): void => {
    if (held.length > 0) {
      file.append(held);
      held = new Uint8Array(0);
    }
  };
  return {
    write: (bytes) => {
      const end = bytes.lastIndexOf(newline) + 1;
      if (end > 0) {
        file.append(Buffer.concat([held, bytes.subarray(0, end)]));
        held = new Uint8Array(0);
      }
      held = Buffer.concat([held, bytes.subarray(end)]);
      if (held.length > longestLine) {
        flush();
      }
      return bytes.length;
    },
    close: () => {
      flush();
      file.release();
    },
  };
}
