// A helper process that applies or makes layers: starts it, gives it jobs, and reads its messages.
import { fileURLToPath } from "node:url";
import { abortFault, type Context, throwIfAborted } from "../context/index.ts";
import { isCompiled } from "../context/own-command.ts";
import { Fault } from "../errors/index.ts";
import { unpackFault } from "../errors/packed.ts";
import type { Job, JobMessage, Message } from "./job.ts";
import { lines } from "./lines.ts";

/**
 * The command of the helper process: this executable itself, even when an upgrade has replaced its file meanwhile, or the
 * source run by bun.
 */
export function childCommand(): string[] {
  return isCompiled
    ? ["/proc/self/exe", "layers"]
    : [process.execPath, fileURLToPath(new URL("./run.ts", import.meta.url))];
}

/** Is called with what the helper writes to its standard output, and delays the helper until it resolves. */
type Output = (bytes: Uint8Array) => Promise<void>;

/** Who wants to know how a job gets on. */
export interface Listener {
  readonly progress?: ((bytes: number) => void) | undefined;
  readonly written?: (() => void) | undefined;
}

export interface ChildOptions extends Listener {
  readonly command: readonly string[];
  readonly output?: Output | undefined;
}

/**
 * A helper lives for seconds: the compiler's last tier would take an eighth of its time and never pay, and memory that it gave
 * back to the system it would soon have to ask for again.
 */
function childEnvironment(): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    BUN_DISABLE_SOURCE_CODE_PREVIEW: "1",
    BUN_JSC_useFTLJIT: "0",
    MIMALLOC_PURGE_DELAY: "1000",
  };
}

interface RunningJob {
  readonly signal: AbortSignal;
  readonly listener: Listener;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

const maxWords = 4096;

/** Jobs after which a helper makes room for a new one. */
const maxJobs = 64;

export class Child {
  readonly #process: Bun.Subprocess<"pipe", "ignore" | "pipe", "pipe">;
  readonly #jobs = new Map<number, RunningJob>();
  /** The job that uses the processor. The others wait for the disk. */
  #current: number | undefined;
  #lastId = 0;
  #takesMore = true;
  /** Lines that are no messages are what a crash printed. */
  #words = "";
  /** Resolves when all was read that the helper wrote, which ends with it. */
  readonly #followed: Promise<void>;

  constructor(command: readonly string[], output?: Output) {
    this.#process = Bun.spawn([...command], {
      stdin: "pipe",
      stdout: output === undefined ? "ignore" : "pipe",
      stderr: "pipe",
      env: childEnvironment(),
    });
    this.#followed = this.#follow(output);
    void this.#watch();
  }

  get isIdle(): boolean {
    return this.#jobs.size === 0;
  }

  /** False when it takes no further job, whoever asks. */
  get takesMore(): boolean {
    return this.#takesMore;
  }

  /** To cancel a job kills the helper, so that jobs share one only when they are cancelled together. */
  isFreeFor({ signal }: Context): boolean {
    const isShared = [...this.#jobs.values()].some((job) => job.signal !== signal);
    return this.#takesMore && this.#current === undefined && !isShared;
  }

  /**
   * Runs a job and gives its result. When `ctx` is cancelled the helper is killed, which leaves nothing but the files that it
   * made in the target of the job. When this has resolved, nothing writes there any more.
   */
  async run(ctx: Context, job: Job, listener: Listener): Promise<unknown> {
    throwIfAborted(ctx);
    const { signal } = ctx;
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#jobs.set(id, { signal, listener, resolve, reject });
    this.#current = id;
    const kill = (): void => this.#kill();
    signal.addEventListener("abort", kill, { once: true });
    try {
      this.#process.ref();
      this.#send({ id, ...job });
      return await promise;
    } catch (error) {
      throw signal.aborted ? abortFault(signal) : error;
    } finally {
      signal.removeEventListener("abort", kill);
      this.#finish(id);
    }
  }

  /** Lets it end when its jobs are done, and waits until all of its output was taken. */
  async retire(): Promise<void> {
    this.#takesMore = false;
    await this.#tell(async ({ stdin }) => void (await stdin.end()));
    await this.#followed;
  }

  /** A helper that is dead takes nothing. Its jobs fail by its end and not by this. */
  async #tell(write: (process: Bun.Subprocess<"pipe">) => Promise<void>): Promise<void> {
    await write(this.#process).catch(() => {});
  }

  #send(job: Job & { readonly id: number }): void {
    if (job.id === maxJobs) {
      this.#takesMore = false;
    }
    void this.#tell(async ({ stdin }) => {
      await stdin.write(`${JSON.stringify(job)}\n`);
      await stdin.flush();
    });
  }

  #kill(): void {
    this.#takesMore = false;
    this.#process.kill("SIGKILL");
  }

  #finish(id: number): void {
    this.#jobs.delete(id);
    this.#pass(id);
    if (this.isIdle) {
      // An idle helper must not keep the daemon from ending.
      this.#process.unref();
    }
  }

  /** The job needs the processor no more. */
  #pass(id: number): void {
    if (this.#current === id) {
      this.#current = undefined;
    }
  }

  async #watch(): Promise<void> {
    const failure = await this.#followed.then(
      () => undefined,
      (error: unknown) => error,
    );
    this.#kill();
    const status = await this.#process.exited;
    const signal = this.#process.signalCode;
    const end = signal === null ? `exited with ${status}` : `was killed by ${signal}`;
    const words = this.#words.trim().slice(-500);
    for (const { reject } of this.#jobs.values()) {
      reject(failure ?? new Fault("internal", `layer helper ${end}: ${words}`));
    }
  }

  /** Reads until the helper's ends of the pipes are closed. */
  async #follow(output: Output | undefined): Promise<void> {
    const { stdout, stderr } = this.#process;
    await Promise.all([this.#listen(stderr), output && stdout ? pipe(stdout, output) : undefined]);
  }

  async #listen(stderr: ReadableStream<Uint8Array>): Promise<void> {
    for await (const line of lines(stderr)) {
      const message = parse(line);
      if (message === undefined) {
        this.#words = `${this.#words}${line}\n`.slice(-maxWords);
      } else if ("isLast" in message) {
        this.#takesMore = false;
      } else {
        this.#receive(message.id, message);
      }
    }
  }

  #receive(id: number, message: JobMessage): void {
    const job = this.#jobs.get(id);
    if ("progress" in message) {
      job?.listener.progress?.(message.progress);
    } else if ("written" in message) {
      this.#pass(id);
      job?.listener.written?.();
    } else if ("error" in message) {
      // What failed may have left something behind in the helper.
      this.#takesMore = false;
      job?.reject(unpackFault(message.error));
    } else {
      job?.resolve(message.result);
    }
  }
}

/** Runs one job in a helper of its own, which alone can give the output of the job. */
export async function runChild(
  ctx: Context,
  job: Job,
  { command, output, ...listener }: ChildOptions,
): Promise<unknown> {
  throwIfAborted(ctx);
  const child = new Child(command, output);
  try {
    return await child.run(ctx, job, listener);
  } finally {
    await child.retire();
  }
}

async function pipe(stream: ReadableStream<Uint8Array>, output: Output): Promise<void> {
  for await (const chunk of stream) {
    await output(chunk);
  }
}

function parse(line: string): Message | undefined {
  try {
    return line.startsWith("{") ? (JSON.parse(line) as Message) : undefined;
  } catch {
    return undefined;
  }
}
