import { Client } from "../client/client.ts";
import { deadlineExceeded, messageOf } from "../errors/index.ts";
import type { Session } from "./command.ts";
import { printError } from "./print/output.ts";

/** What the global flags say of a session. Times are milliseconds; 0 stands for the default. */
export interface SessionOptions {
  readonly address: string;
  readonly namespace: string;
  /** How long the command may take. Default: as long as it likes. */
  readonly timeout: number;
  /** How long connecting may take. Default: 10 seconds. */
  readonly connectTimeout: number;
  /** Whether failures are printed with their stack. */
  readonly isDebugging: boolean;
}

/** Prints a failure for people; with `isDebugging` its stack, too. */
export function reportFailure(error: unknown, isDebugging: boolean): void {
  printError(`ctr: ${messageOf(error)}`);
  if (isDebugging && error instanceof Error) {
    printError(error.stack ?? "");
  }
}

/** The session of one command. It listens to signals until it is disposed, which also closes the connection. */
export class CommandSession implements Session, AsyncDisposable {
  readonly address: string;
  readonly namespace: string;
  readonly signal: AbortSignal;
  readonly #options: SessionOptions;
  readonly #stop = new AbortController();
  readonly #onSignal = (): void => this.#stop.abort();
  #client: Promise<Client> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.address = options.address;
    this.namespace = options.namespace;
    this.signal = this.#stop.signal;
    if (options.timeout > 0) {
      const expire = (): void => this.#stop.abort(deadlineExceeded(`timeout of ${options.timeout} ms`));
      this.#timer = setTimeout(expire, options.timeout);
    }
    process.on("SIGINT", this.#onSignal);
    process.on("SIGTERM", this.#onSignal);
  }

  connect(): Promise<Client> {
    this.#client ??= this.#open();
    return this.#client;
  }

  handleSignals(): void {
    process.off("SIGINT", this.#onSignal);
    process.off("SIGTERM", this.#onSignal);
  }

  report(error: unknown): void {
    reportFailure(error, this.#options.isDebugging);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    this.handleSignals();
    const client = await this.#client?.catch(() => undefined);
    await client?.close();
  }

  async #open(): Promise<Client> {
    const timeout = AbortSignal.timeout(this.#options.connectTimeout || 10_000);
    const signal = AbortSignal.any([this.signal, timeout]);
    try {
      return await Client.connect(this.address, { namespace: this.namespace, signal });
    } catch (cause) {
      throw new Error(`cannot reach the daemon at ${JSON.stringify(this.address)}`, { cause });
    }
  }
}
