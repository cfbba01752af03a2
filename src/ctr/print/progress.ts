// The progress of a transfer: a bar for each layer on a terminal, plain lines elsewhere.
import type { Progress } from "../../client/index.ts";
import { terminalSettings, windowSize } from "../../linux/terminal.ts";
import { printStatus } from "./output.ts";
import { binarySize } from "./units.ts";

/** Milliseconds between two drawings. */
const redrawMillis = 100;
const barWidth = 30;

/** Events after which a part changes no more. Where lines cannot be drawn again, only these are printed. */
const settled = ["complete", "extracted", "already exists", "done", "saved"];

/** Shows the progress of one transfer, until it is disposed. */
export class TransferProgress implements Disposable {
  readonly #isTerminal = terminalSettings(1) !== undefined;
  readonly #isQuiet: boolean;
  readonly #parts = new Map<string, Progress>();
  readonly #timer: ReturnType<typeof setInterval> | undefined;
  #status = "";
  #drawn = 0;
  #isDone = false;

  constructor(options: { readonly isQuiet?: boolean } = {}) {
    this.#isQuiet = options.isQuiet ?? false;
    const draws = this.#isTerminal && !this.#isQuiet;
    this.#timer = draws ? setInterval(() => this.#draw(), redrawMillis) : undefined;
  }

  /** Takes what the daemon tells. It is a property, so that it can be passed on as a callback. */
  readonly update = (progress: Progress): void => {
    if (this.#isQuiet || this.#isDone) {
      return;
    }
    if (progress.name === "") {
      this.#say(progress.event);
      return;
    }
    const before = this.#parts.get(progress.name);
    this.#parts.set(progress.name, progress);
    if (!this.#isTerminal && settled.includes(progress.event) && before?.event !== progress.event) {
      printStatus(`${shortName(progress)}: ${progress.event}${sizeOf(progress)}\n`);
    }
  };

  [Symbol.dispose](): void {
    if (!this.#isDone) {
      clearInterval(this.#timer);
      this.#draw();
      this.#isDone = true;
    }
  }

  #say(status: string): void {
    this.#status = status;
    if (!this.#isTerminal) {
      printStatus(`${status}\n`);
    }
  }

  #draw(): void {
    if (this.#timer === undefined || (this.#status === "" && this.#parts.size === 0)) {
      return;
    }
    const { columns, rows } = windowSize(1);
    // Lines that have scrolled off the screen cannot be drawn again, so only the latest parts are shown.
    const parts = [...this.#parts.values()].slice(-Math.max(rows - 3, 1));
    const lines = [this.#status, ...parts.map(formatPart)];
    const up = this.#drawn > 0 ? `\u001b[${this.#drawn}A` : "";
    // Lines are cut, because one that wraps would take two rows and be overwritten in the wrong place.
    printStatus(
      `${up}${lines.map((line) => `\r\u001b[K${line.slice(0, Math.max(columns - 1, 20))}\n`).join("")}`,
    );
    this.#drawn = lines.length;
  }
}

/** `layer (3730089021d0)`, from `layer-sha256:3730089021d0…` or `layer-NAME@sha256:3730089021d0…`. */
function shortName({ name }: Progress): string {
  const [, kind = "", hex = ""] = /^([a-z]*)-?(?:.*@)?sha256:([0-9a-f]{12})/.exec(name) ?? [];
  return hex === "" ? name : `${kind} (${hex})`.trim();
}

function sizeOf({ progress, total }: Progress): string {
  const bytes = total > 0 ? total : progress;
  return bytes > 0 ? ` (${binarySize(bytes)})` : "";
}

/** The line of one part: its name, what happens, and a bar where the size is known. */
export function formatPart(part: Progress): string {
  const label = shortName(part).padEnd(28);
  const event = part.event.padEnd(14);
  if (part.total <= 0) {
    return `${label} ${event}`;
  }
  const ratio = settled.includes(part.event) ? 1 : Math.min(part.progress / part.total, 1);
  const filled = Math.round(ratio * barWidth);
  const bar = `|${"+".repeat(filled)}${"-".repeat(barWidth - filled)}|`;
  const done = settled.includes(part.event) ? part.total : part.progress;
  return `${label} ${event} ${bar} ${binarySize(done)}/${binarySize(part.total)}`;
}
