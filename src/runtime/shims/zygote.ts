// The zygote is a process that has loaded the code of a shim, and forks shims on request: that is sooner than a spawn, and
// they share its memory. Where it fails, shims are spawned. core/shim-record.ts is the contract of both sides.
import type { ForkReply, ForkRequest } from "../../core/shim-record.ts";
import { messageOf } from "../../errors/index.ts";
import type { Log } from "../../log/index.ts";
import { countAt, fieldsOf, textAt } from "../read-back.ts";
import { environment, type ShimSettings } from "./settings.ts";

/** Milliseconds until a zygote that does not answer is killed. It answers in 1, or in 30 when it was just started. */
const replyTimeout = 2_000;

/** Milliseconds between two starts of a zygote: shims are spawned meanwhile. */
const retryDelay = 10_000;

export class Zygote {
  readonly #settings: ShimSettings;
  readonly #log: Log;
  #child: ZygoteProcess | undefined;
  #mayStartAt = 0;
  #isClosed = false;

  constructor(settings: ShimSettings, log: Log) {
    this.#settings = settings;
    this.#log = log;
  }

  /** Does nothing while the process runs, or when the last start was just now. */
  start(): void {
    if (this.#isClosed || this.#child !== undefined || Date.now() < this.#mayStartAt) {
      return;
    }
    this.#mayStartAt = Date.now() + retryDelay;
    try {
      this.#watch(new ZygoteProcess(this.#settings));
    } catch (error) {
      this.#log.warn("no zygote: shims are spawned", { error });
    }
  }

  /** The pid of a new shim; undefined when the shim must be spawned instead. */
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

  /** Resolves when the process has ended. Shims that it forked live on. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#child?.end();
  }

  #watch(child: ZygoteProcess): void {
    this.#child = child;
    void child.exited.then((code) => {
      this.#child = undefined;
      if (!this.#isClosed) {
        this.#log.warn("the zygote ended: shims are spawned", { code });
      }
    });
  }
}

class ZygoteProcess {
  readonly exited: Promise<number>;
  readonly #process: Bun.Subprocess<"pipe", "pipe", "inherit">;
  readonly #unanswered: ((reply: ForkReply) => void)[] = [];

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
    void this.#readReplies();
  }

  ask(request: ForkRequest): Promise<ForkReply> {
    const { promise, resolve } = Promise.withResolvers<ForkReply>();
    this.#unanswered.push(resolve);
    this.#send(`${JSON.stringify(request)}\n`).catch(() => {
      // The process has ended, which is an answer, too.
    });
    const ended = this.exited.then((): ForkReply => ({ error: "the zygote ended" }));
    return this.#withinTime(Promise.race([promise, ended]));
  }

  async end(): Promise<void> {
    await Promise.resolve(this.#process.stdin.end()).catch(() => {});
    await this.#withinTime(this.exited);
  }

  async #send(line: string): Promise<void> {
    await this.#process.stdin.write(line);
    await this.#process.stdin.flush();
  }

  /** Kills a zygote that hangs, so that it holds up nobody. */
  #withinTime<T>(promise: Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), replyTimeout);
    return promise.finally(() => clearTimeout(timer));
  }

  /** Replies come in the order of the requests. The output ends when the process does. */
  async #readReplies(): Promise<void> {
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of this.#process.stdout) {
      text += decoder.decode(chunk, { stream: true });
      const lines = text.split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) {
        this.#unanswered.shift()?.(parseForkReply(line));
      }
    }
  }
}

/** A reply that makes no sense is an error like one that the zygote tells. */
export function parseForkReply(line: string): ForkReply {
  const what = "reply of the zygote";
  try {
    const fields = fieldsOf(JSON.parse(line), what);
    return "error" in fields
      ? { error: textAt(fields, "error", what) }
      : { pid: countAt(fields, "pid", what) };
  } catch (error) {
    return { error: messageOf(error) };
  }
}
