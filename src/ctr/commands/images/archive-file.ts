// Archives by path. What is written appears whole or not at all, unless the path names a device, a FIFO or an open file.
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { abortable } from "../../../context/index.ts";
import { errnoOf } from "../../../errors/index.ts";
import { openFifoWriter } from "../../../linux/fifo.ts";
import { ClosedOutput } from "../../print/output.ts";
import { FdWriter } from "../../terminal/fd-writer.ts";
import { readOpen } from "../../terminal/stdin.ts";

/** Opens the archive at once, so that what cannot be read is told before anything is sent. */
export async function openArchive(path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  // Not in this thread: of a FIFO it waits for a writer.
  const file = await abortable(open(path), signal);
  if ((await file.stat()).isDirectory()) {
    await file.close();
    throw new Error(`read ${path}: is a directory`);
  }
  return readToEnd(file, signal);
}

async function* readToEnd(file: FileHandle, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* readOpen(file.fd, signal);
  } finally {
    await file.close();
  }
}

type Produce = (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>;

/** Has `produce` write to standard output. */
export async function pipeArchive(produce: Produce): Promise<void> {
  using writer = new FdWriter(1);
  try {
    await produce((bytes) => writer.write(bytes));
  } catch (error) {
    throw errnoOf(error) === "EPIPE" ? new ClosedOutput("output is closed", { cause: error }) : error;
  }
}

/** Has `produce` write the archive. When it fails, a file is as it was before, or is not there. */
export async function writeArchive(path: string, signal: AbortSignal, produce: Produce): Promise<void> {
  const before = statSync(path, { throwIfNoEntry: false });
  if (before?.isDirectory()) {
    throw new Error(`open ${path}: is a directory`);
  }
  const target = destinationOf(resolve(path));
  const isOpenFile = target.startsWith("/proc/");
  if (isOpenFile || before?.isFile() === false) {
    const fd = before?.isFIFO() ? await openFifoWriter(target, signal) : openSync(target, "w");
    await writeTo(fd, produce);
  } else {
    await replaceFile(target, before, produce);
  }
}

/** Where symbolic links lead. Those of /proc name open files, whatever the text in them says. */
function destinationOf(path: string): string {
  const here = join(realpathSync(dirname(path)), basename(path));
  const isLink = lstatSync(here, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  if (!isLink || here.startsWith("/proc/")) {
    return here;
  }
  return destinationOf(resolve(dirname(here), readlinkSync(here)));
}

async function replaceFile(target: string, before: Stats | undefined, produce: Produce): Promise<void> {
  if (before !== undefined) {
    accessSync(target, constants.W_OK);
  }
  const unfinished = join(dirname(target), `.tsrt-export-${crypto.randomUUID()}`);
  const fd = openSync(unfinished, "wx");
  try {
    await writeTo(fd, async (write) => {
      if (before !== undefined) {
        fchownSync(fd, before.uid, before.gid);
        fchmodSync(fd, before.mode & 0o7777);
      }
      await produce(write);
    });
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** Closes `fd`. */
async function writeTo(fd: number, produce: Produce): Promise<void> {
  try {
    using writer = new FdWriter(fd);
    await produce((bytes) => writer.write(bytes));
  } finally {
    closeSync(fd);
  }
}
