import { failedPrecondition } from "../../errors/index.ts";
import {
  makeRaw,
  restoreTerminal,
  terminalSettings,
  type WindowSize,
  windowSize,
} from "../../linux/terminal.ts";

/** Settings of the terminal we are run on. Failed precondition when there is none. */
export function requireTerminal(): Uint8Array {
  const settings = terminalSettings(0);
  if (settings === undefined) {
    throw failedPrecondition("--tty needs a terminal: standard input is none");
  }
  return settings;
}

/** Our terminal in raw mode; disposing restores it, and so does the end of the process. */
export class RawTerminal implements Disposable {
  readonly #settings: Uint8Array;
  readonly #restore = (): void => {
    try {
      restoreTerminal(0, this.#settings);
    } catch {
      // A terminal that has gone needs no restoring.
    }
  };
  #onResize: (() => void) | undefined;

  constructor() {
    const settings = requireTerminal();
    this.#settings = settings;
    process.on("exit", this.#restore);
    makeRaw(0, settings);
  }

  /** Calls back now and at every change. */
  watchSize(changed: (size: WindowSize) => void): void {
    this.#onResize = () => changed(windowSize(0));
    process.on("SIGWINCH", this.#onResize);
    this.#onResize();
  }

  [Symbol.dispose](): void {
    if (this.#onResize !== undefined) {
      process.off("SIGWINCH", this.#onResize);
    }
    process.off("exit", this.#restore);
    this.#restore();
  }
}
