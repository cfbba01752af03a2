// The daemon's end of a zygote (core/shim-record.ts): asks it for shims, and does without it when it fails.
import type { ForkReply, ForkRequest } from "../core/shim-record.ts";
import type { Log } from "../log/index.ts";
import { environment, type ShimSettings } from "./settings.ts";

/** It takes a millisecond, or thirty when it has just been started. */
const replyTimeout = 2_000;

/** After a zygote has died, shims are spawned for so long. */
const retryMillis = 10_000;

export class Zygote {
  readonly #settings: ShimSettings;
  readonly #log: Log;
  #child: Child | undefined;
  #mayStartAt = 0;
  #isClosed = false;

  constructor(settings: ShimSettings, log: Log) {
    this.#settings = settings;
    this.#log = log;
  }

  /** Unless there is one, or the last try was just now. */
  start(): void {
    if (this.#isClosed || this.#child !== undefined || Date.now() < this.#mayStartAt) {
      return;
    }
    this.#mayStartAt = Date.now() + retryMillis;
    try {
      this.#watch(new Child(this.#settings));
    } catch (error) {
      this.#log.warn("no zygote: shims are spawned", { error });
    }
  }

  #watch(child: Child): void {
    this.#child = child;
    void child.exited.then((code) => {
      this.#child = undefined;
      if (!this.#isClosed) {
        this.#log.warn("the zygote ended: shims are spawned", { code });
      }
    });
  }

  /** The new shim's pid; undefined when there is none because it must be spawned. */
  async fork(request: ForkRequest): Promise<number | undefined> {
    this.start();
    const reply = await this.#child?.ask(request);
    if (reply === undefined) {
      return undefined;
    }
    if ("error" in reply) {
      this.#log.warn("the zygote made no shim: it is spawned", { error: reply.error });
      return undefined;
    }
    return reply.pid;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#child?.end();
  }
}

class Child {
  readonly exited: Promise<number>;
  readonly #process: Bun.Subprocess<"pipe", "pipe", "inherit">;
  readonly #waiting: ((reply: ForkReply) => void)[] = [];

  constructor(settings: ShimSettings) {
    this.#process = Bun.spawn({
      cmd: [...settings.command, "shim", "zygote"],
      cwd: "/",
      env: environment(settings, ""),
      stdio: ["pipe", "pipe", "inherit"],
      detached: true,
    });
    this.#process.unref();
    this.exited = this.#process.exited;
    void this.#listen();
  }

  ask(request: ForkRequest): Promise<ForkReply> {
    const { promise, resolve } = Promise.withResolvers<ForkReply>();
    this.#waiting.push(resolve);
    this.#send(`${JSON.stringify(request)}\n`).catch(() => {
      // It has ended, and that is the answer.
    });
    const ended = this.exited.then((): ForkReply => ({ error: "the zygote ended" }));
    return this.#orKill(Promise.race([promise, ended]));
  }

  async end(): Promise<void> {
    await Promise.resolve(this.#process.stdin.end()).catch(() => {});
    await this.#orKill(this.exited);
  }

  async #send(line: string): Promise<void> {
    await this.#process.stdin.write(line);
    await this.#process.stdin.flush();
  }

  /** A stopped or hanging one must stop nobody else. */
  #orKill<T>(promise: Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), replyTimeout);
    return promise.finally(() => clearTimeout(timer));
  }

  /** Replies come in the order of the requests; with its output's end comes the zygote's. */
  async #listen(): Promise<void> {
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of this.#process.stdout) {
      text += decoder.decode(chunk, { stream: true });
      const lines = text.split("\n");
      text = lines.pop() as string;
      for (const line of lines) {
        this.#waiting.shift()?.(JSON.parse(line));
      }
    }
  }
}
