// Passes what a foreign shim logs on to the daemon's log.
import { closeSync, constants, openSync } from "node:fs";
import { errnoOf } from "../../errors/index.ts";
import { makeFifo } from "../../linux/fifo.ts";
import type { Log } from "../../log/index.ts";
import type { Bundle } from "../bundle/bundle.ts";

/** Characters of a line that are kept while its end is missing. */
const maxLine = 64 * 1024;

export interface LogReader {
  close(): void;
}

/**
 * Reads the FIFO `log` of the bundle, which the shim opens for writing when it starts: so this comes first. Both ends of
 * the FIFO are held, so that the shim never waits for a reader and the stream does not end before `close`.
 */
export function readForeignLog(bundle: Bundle, log: Log): LogReader {
  try {
    makeFifo(bundle.logPath, 0o700);
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") {
      throw error;
    }
  }
  const fd = openSync(bundle.logPath, constants.O_RDWR | constants.O_NONBLOCK);
  const reader = Bun.file(fd).stream().getReader();
  copyLines(reader, (line) => log.info("shim", { id: bundle.id, line })).catch(() => {});
  return {
    close() {
      reader.cancel().catch(() => {});
      closeSync(fd);
    },
  };
}

interface ByteReader {
  read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
}

async function copyLines(reader: ByteReader, print: (line: string) => void): Promise<void> {
  let incomplete = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    const lines = (incomplete + Buffer.from(value ?? []).toString()).split("\n");
    incomplete = (lines.pop() ?? "").slice(-maxLine);
    for (const line of lines.filter((text) => text !== "")) {
      print(line);
    }
  }
}
