// A client's stdin FIFO. The shim keeps a writer of its own, so that a client which leaves does not end the process's
// input: only CloseIO does.
import { closeFd, setNonblocking, writeFd } from "../../linux/fd.ts";
import { openFifoReader, openFifoWriter } from "../../linux/fifo.ts";
import { closeWatched } from "../../linux/readiness.ts";
import { Pump, type PumpOptions } from "./pump.ts";

export class Stdin {
  readonly #pump: Pump;
  #writer: number | undefined;

  private constructor(pump: Pump, writer: number) {
    this.#pump = pump;
    this.#writer = writer;
  }

  /** Takes over `target`, which it closes when the input has ended, unless this fails: then it remains the caller's. */
  static async open(path: string, target: number, method: PumpOptions["method"]): Promise<Stdin> {
    setNonblocking(target);
    const reader = openFifoReader(path);
    const writer = await openFifoWriter(path).catch((error) => {
      closeFd(reader);
      throw error;
    });
    const sink = {
      fd: target,
      write: (bytes: Uint8Array) => writeFd(target, bytes),
      close: () => closeWatched(target),
    };
    return new Stdin(new Pump(reader, sink, { method }), writer);
  }

  /** Resolves when the input has ended. */
  get done(): Promise<void> {
    return this.#pump.done;
  }

  /** No more comes than what clients still write. */
  closeWriter(): void {
    if (this.#writer !== undefined) {
      closeFd(this.#writer);
      this.#writer = undefined;
    }
  }

  close(): void {
    this.closeWriter();
    this.#pump.close();
  }
}
