// One process in the foreground: its streams are ours, our signals are its, its exit code is ours.
import { type Exit, isKind, messageOf, type Process, type Streams } from "../../client/index.ts";
import { abortFault } from "../../context/index.ts";
import { unavailable } from "../../errors/index.ts";
import type { Session } from "../command.ts";
import { warn } from "../print/output.ts";
import { typedKeys } from "../terminal/detach-keys.ts";
import { readStdin } from "../terminal/stdin.ts";
import { sinkTo } from "../terminal/stdout.ts";
import { RawTerminal } from "../terminal/terminal.ts";
import { parseSignal } from "./signals.ts";

const forwarded = ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGUSR1", "SIGUSR2", "SIGALRM"] as const;
/** A process that ignores these must not hold a person for ever. */
const endsAfter = 3;

export type Outcome =
  | { readonly kind: "exited"; readonly exit: Exit }
  | { readonly kind: "detached" }
  /** Asked three times to end, or nobody reads its output. */
  | { readonly kind: "abandoned"; readonly status: number };

/** What the command ends with. */
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

export interface ForegroundOptions {
  readonly terminal: boolean;
  readonly detachKeys: Uint8Array;
}

/** Take it before the process is created, dispose it last: it holds the terminal. */
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

  /** From now on our signals are its. Before it is started: none may be lost. */
  take(target: Process): void {
    this.#session.handleSignals();
    this.#forwardSignals(target);
  }

  /** Resolves when it has ended, or when we leave it. `exited` must be its wait, begun before it was started. */
  follow(target: Process, exited: Promise<Exit>): Promise<Outcome> {
    this.#terminal?.watchSize(({ columns, rows }) => {
      // A process that ended meanwhile has no size.
      target.resize(columns, rows, { timeout: 5000 }).catch(() => {});
    });
    return Promise.race([exited.then((exit) => ({ kind: "exited", exit }) as const), this.#left.promise]);
  }

  /** Ends the wait: the daemon has gone, or `--timeout` has passed. */
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

  /** The process is to be killed: as a shell tells, the exit code is 128 and the signal that ended us. */
  #abandon(signal: string): void {
    this.#left.resolve({ kind: "abandoned", status: 128 + parseSignal(signal) });
  }

  #keys(detachKeys: Uint8Array): AsyncGenerator<Uint8Array> {
    return typedKeys(readStdin(this.#stop.signal), detachKeys, {
      detached: () => this.#left.resolve({ kind: "detached" }),
      gone: () => this.#abandon("SIGHUP"),
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
