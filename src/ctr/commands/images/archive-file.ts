// Archives by path. A file that is written appears whole or not at all; devices, FIFOs and open files are written to as they are.
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

/** Opens an archive for reading. A file that cannot be read is found out before anything is sent. */
export async function openArchive(path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  // Opened in another thread, because opening a FIFO waits for its writer.
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

/** Makes an archive, and gives it to `write` part by part. */
type Produce = (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>;

/** Writes the archive that `produce` makes to standard output. */
export async function pipeArchive(produce: Produce): Promise<void> {
  using writer = new FdWriter(1);
  try {
    await produce((bytes) => writer.write(bytes));
  } catch (error) {
    throw errnoOf(error) === "EPIPE" ? new ClosedOutput("output is closed", { cause: error }) : error;
  }
}

/** Writes the archive that `produce` makes to a path. When that fails, a file is as it was before, or does not exist. */
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

/** The path that symbolic links lead to. Links in /proc stand for open files, whatever their text says. */
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

/** Writes the archive to a file descriptor, and closes that. */
async function writeTo(fd: number, produce: Produce): Promise<void> {
  try {
    using writer = new FdWriter(fd);
    await produce((bytes) => writer.write(bytes));
  } finally {
    closeSync(fd);
  }
}
