// A process in the foreground: it has the streams of this command, gets the command's signals, and gives it its exit code.
import { type Exit, isKind, messageOf, type Process, type Streams } from "../../client/index.ts";
import { abortFault } from "../../context/index.ts";
import { unavailable } from "../../errors/index.ts";
import { parseSignal } from "../../linux/signals.ts";
import type { Session } from "../command.ts";
import { warn } from "../print/output.ts";
import { typedKeys } from "../terminal/detach-keys.ts";
import { readStdin } from "../terminal/stdin.ts";
import { sinkTo } from "../terminal/stdout.ts";
import { RawTerminal } from "../terminal/terminal.ts";

/** Signals that are passed on to the process. */
const forwarded = ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGUSR1", "SIGUSR2", "SIGALRM"] as const;
/** How many signals a process may ignore: the next one ends the command, so that no process holds a person for ever. */
const endsAfter = 3;

/** How following a process ended. */
export type Outcome =
  | { readonly kind: "exited"; readonly exit: Exit }
  | { readonly kind: "detached" }
  /** The process was asked to end several times in vain, its terminal has gone, or nobody reads its output. */
  | { readonly kind: "abandoned"; readonly status: number };

/** The exit code of the command. */
export function exitCode(outcome: Outcome): number {
  switch (outcome.kind) {
    case "exited":
      return outcome.exit.status;
    case "detached":
      return 0;
    case "abandoned":
      return outcome.status;
  }
}

/** How to sit at a process. */
export interface ForegroundOptions {
  /** Whether it has a terminal. */
  readonly terminal: boolean;
  /** The keys that leave it, one after another. */
  readonly detachKeys: Uint8Array;
}

/** The streams and signals of this command, for one process. It holds the terminal until it is disposed. */
export class Foreground implements Disposable {
  readonly streams: Streams;
  readonly #session: Session;
  readonly #terminal: RawTerminal | undefined;
  readonly #stop = new AbortController();
  readonly #left = Promise.withResolvers<Outcome>();
  readonly #handlers: [string, () => void][] = [];

  constructor(session: Session, options: ForegroundOptions) {
    this.#session = session;
    this.#terminal = options.terminal ? new RawTerminal() : undefined;
    const closed = (): void => this.#abandon("SIGPIPE");
    this.streams = {
      terminal: options.terminal,
      stdin: options.terminal ? this.#keys(options.detachKeys) : readStdin(this.#stop.signal),
      stdout: sinkTo(1, closed),
      stderr: options.terminal ? undefined : sinkTo(2, closed),
    };
  }

  /** Passes signals of this command on to the process. To be called before it is started, so that none is lost. */
  take(target: Process): void {
    this.#session.handleSignals();
    this.#forwardSignals(target);
  }

  /** Resolves when the process has ended, or is left. `exited`: its wait, begun before it was started. */
  follow(target: Process, exited: Promise<Exit>): Promise<Outcome> {
    this.#terminal?.watchSize(({ columns, rows }) => {
      // A process that has ended has no terminal to be resized.
      target.resize(columns, rows, { timeout: 5000 }).catch(() => {});
    });
    return Promise.race([exited.then((exit) => ({ kind: "exited", exit }) as const), this.#left.promise]);
  }

  /** Settles as `work` does, or fails when the daemon's connection has `closed` or `--timeout` has passed. */
  async guard<T>(work: Promise<T>, closed: Promise<void>): Promise<T> {
    const { signal } = this.#session;
    const gone = closed.then(() => Promise.reject(unavailable("the daemon went away")));
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(abortFault(signal)), { once: true });
    });
    return Promise.race([work, gone, late]);
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
    for (const [name, handler] of this.#handlers.splice(0)) {
      process.off(name, handler);
    }
    this.#terminal?.[Symbol.dispose]();
  }

  /** Gives the process up; whoever follows it kills it. The exit code is 128 and the signal, as in a shell. */
  #abandon(signal: string): void {
    this.#left.resolve({ kind: "abandoned", status: 128 + parseSignal(signal) });
  }

  #keys(detachKeys: Uint8Array): AsyncGenerator<Uint8Array> {
    return typedKeys(readStdin(this.#stop.signal), detachKeys, {
      detached: () => this.#left.resolve({ kind: "detached" }),
      hungUp: () => this.#abandon("SIGHUP"),
    });
  }

  #forwardSignals(target: Process): void {
    let asked = 0;
    for (const name of forwarded) {
      const handler = (): void => {
        asked++;
        if (asked >= endsAfter) {
          this.#abandon(name);
          return;
        }
        target.kill(parseSignal(name), { timeout: 5000 }).catch((error: unknown) => {
          if (!isKind(error, "not found")) {
            warn(`forward ${name}: ${messageOf(error)}`);
          }
        });
      };
      process.on(name, handler);
      this.#handlers.push([name, handler]);
    }
  }
}
