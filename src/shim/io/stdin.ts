// The client's FIFO of stdin. The shim keeps a writer open, so that the input does not end when a client leaves: only CloseIO
// ends it.
import { closeFd, setNonblocking, writeFd } from "../../linux/fd.ts";
import { openFifoReader, openFifoWriter } from "../../linux/fifo.ts";
import { closeWatched } from "../../linux/readiness.ts";
import { Pump, type PumpOptions } from "./pump.ts";

export class Stdin {
  readonly #pump: Pump;
  #writer: number | undefined;

  constructor(pump: Pump, writer: number) {
    this.#pump = pump;
    this.#writer = writer;
  }

  /** Copies to `target`, which is closed when the input has ended. When this fails `target` remains the caller's to close. */
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

  /** Ends the input after what clients that are there still write. */
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
