// The client's side of a process's streams.
import { join } from "node:path";
import { closeFd, readFd, writeFd } from "../../../src/linux/fd.ts";
import { makeFifo, openFifoReader, openFifoWriter } from "../../../src/linux/fifo.ts";
import { closeWatched, whenReady } from "../../../src/linux/readiness.ts";
import { eventually } from "../../harness/command.ts";

export class Fifos {
  readonly stdin: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly #out: FifoReader;
  readonly #err: FifoReader;

  constructor(directory: string) {
    this.stdin = join(directory, "stdin");
    this.stdout = join(directory, "stdout");
    this.stderr = join(directory, "stderr");
    for (const path of [this.stdin, this.stdout, this.stderr]) {
      makeFifo(path, 0o600);
    }
    this.#out = new FifoReader(this.stdout);
    this.#err = new FifoReader(this.stderr);
  }

  get output(): { stdout: string; stderr: string } {
    return { stdout: this.stdout, stderr: this.stderr };
  }

  get read(): FifoReader {
    return this.#out;
  }

  /** Another reader of stdout, after the first has left. */
  reopen(): FifoReader {
    return new FifoReader(this.stdout);
  }

  get readErr(): FifoReader {
    return this.#err;
  }

  /** Writes to stdin and closes the client's end. */
  async write(text: string): Promise<void> {
    const fd = await openFifoWriter(this.stdin);
    writeFd(fd, Buffer.from(text));
    closeFd(fd);
  }
}

export class FifoReader {
  readonly #fd: number;
  #text = "";
  #bytes = 0;
  readonly ended: Promise<string>;
  readonly #end = Promise.withResolvers<string>();
  #wasWoken = false;

  constructor(path: string) {
    this.#fd = openFifoReader(path);
    this.ended = this.#end.promise;
    this.#turn();
  }

  get text(): string {
    return this.#text;
  }

  get bytes(): number {
    return this.#bytes;
  }

  async until(pattern: RegExp): Promise<string> {
    try {
      await eventually(String(pattern), () => pattern.test(this.#text));
    } catch {
      throw new Error(`no ${pattern} in ${JSON.stringify(this.#text)}`);
    }
    return this.#text;
  }

  /** Closes all ends at once, as the death of a client does. */
  close(): void {
    closeWatched(this.#fd);
    this.#end.resolve(this.#text);
  }

  readonly #turn = (): void => {
    const buffer = new Uint8Array(1 << 20);
    for (;;) {
      const count = readFd(this.#fd, buffer);
      if (count === 0 && this.#wasWoken) {
        this.close();
        return;
      }
      if (count <= 0) {
        break;
      }
      this.#bytes += count;
      if (this.#text.length < 1 << 20) {
        this.#text += Buffer.from(buffer.subarray(0, count)).toString();
      }
    }
    // The kernel reports the end only after a writer has existed, so there is no event before the first writer.
    this.#wasWoken = true;
    whenReady(this.#fd, "read", this.#turn);
  };
}
