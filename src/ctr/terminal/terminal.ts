import { failedPrecondition } from "../../errors/index.ts";
import {
  makeRaw,
  restoreTerminal,
  terminalSettings,
  type WindowSize,
  windowSize,
} from "../../linux/terminal.ts";

/** The settings of the terminal on standard input. Failed precondition: it is none. */
export function requireTerminal(): Uint8Array {
  const settings = terminalSettings(0);
  if (settings === undefined) {
    throw failedPrecondition("--tty needs a terminal: standard input is none");
  }
  return settings;
}

/** The terminal on standard input in raw mode. Its settings are restored when this is disposed, and when the process exits. */
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

  /** Tells the size of the terminal now and after every change. */
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
