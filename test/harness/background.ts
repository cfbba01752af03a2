import { environment, eventually } from "./command.ts";

/** A command that goes on while its test does other things; what it prints can be waited for. */
export class Background implements AsyncDisposable {
  readonly #process: Bun.Subprocess<"ignore", "pipe", "pipe">;
  readonly #ends: Promise<unknown>;
  stdout = "";
  stderr = "";

  constructor(argv: readonly string[]) {
    this.#process = Bun.spawn([...argv], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      env: environment,
    });
    const out = this.#collect(this.#process.stdout, (text) => {
      this.stdout += text;
    });
    const err = this.#collect(this.#process.stderr, (text) => {
      this.stderr += text;
    });
    this.#ends = Promise.all([out, err]);
  }

  /** Waits until its standard output holds `text`. */
  async says(text: string): Promise<void> {
    await eventually(`${JSON.stringify(text)} from a command`, () => this.stdout.includes(text));
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Its exit code, once all that it printed was read. */
  async exited(): Promise<number> {
    await this.#ends;
    return this.#process.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill("SIGKILL");
    await this.exited();
  }

  async #collect(stream: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of stream) {
      take(decoder.decode(bytes, { stream: true }));
    }
  }
}
