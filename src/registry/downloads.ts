// The daemon's end of the downloads' Worker. The Worker is started when there is something to fetch, and ends when there was
// nothing to fetch for a while. When it dies, its downloads fail as unavailable, and the next pull resumes them.

import { IdleWorker } from "../context/idle-worker.ts";
import { abortFault, type Context, throwIfAborted } from "../context/index.ts";
import type { Descriptor } from "../core/descriptor.ts";
import type { Downloaded, DownloadTarget } from "../core/registry.ts";
import type { CredentialsOf } from "../core/transfer.ts";
import { unavailable } from "../errors/index.ts";
import { packFault, unpackFault } from "../errors/packed.ts";
import type { FromDownloads, RemoteName, ToDownloads } from "./download-protocol.ts";

interface Running {
  /** Key of the repository, as in RemoteName. */
  readonly key: number;
  readonly credentials: CredentialsOf | undefined;
  readonly progress: (offset: number) => void;
  resolve(result: Downloaded): void;
  reject(error: unknown): void;
}

export class Downloads {
  readonly #running = new Map<number, Running>();
  readonly #worker = new IdleWorker<ToDownloads, FromDownloads>("registry/download-worker", {
    message: (data) => this.#receive(data),
    lost: (why) => this.#failAll(why),
  });
  #lastId = 0;

  async run(
    ctx: Context,
    repository: RemoteName,
    credentials: CredentialsOf | undefined,
    {
      descriptor,
      target,
      progress,
    }: {
      readonly descriptor: Descriptor;
      readonly target: DownloadTarget;
      readonly progress: (offset: number) => void;
    },
  ): Promise<Downloaded> {
    throwIfAborted(ctx);
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Downloaded>();
    this.#running.set(id, { key: repository.key, credentials, progress, resolve, reject });
    const cancel = (): void => this.#worker.post({ type: "cancel", id });
    ctx.signal.addEventListener("abort", cancel, { once: true });
    try {
      this.#worker.post({ type: "download", job: { id, repository, descriptor, ...target } });
      return await promise;
    } catch (error) {
      throw ctx.signal.aborted ? abortFault(ctx.signal) : error;
    } finally {
      ctx.signal.removeEventListener("abort", cancel);
      this.#running.delete(id);
      if (this.#running.size === 0) {
        this.#worker.rest();
      }
    }
  }

  #receive(message: FromDownloads): void {
    if (message.type === "ask") {
      void this.#answer(message);
      return;
    }
    const running = this.#running.get(message.id);
    switch (message.type) {
      case "progress":
        running?.progress(message.offset);
        return;
      case "done":
        running?.resolve({ offset: message.offset, digest: message.digest });
        return;
      case "failed":
        running?.reject(unpackFault(message.fault));
    }
  }

  async #answer({
    question,
    key,
    host,
    reference,
    challenges,
  }: FromDownloads & { type: "ask" }): Promise<void> {
    try {
      const credentials = await this.#credentialsOf(key)?.(host, reference, challenges);
      this.#worker.post({ type: "credentials", question, credentials });
    } catch (error) {
      this.#worker.post({ type: "no credentials", question, fault: packFault(error) });
    }
  }

  #credentialsOf(key: number): CredentialsOf | undefined {
    return [...this.#running.values()].find((running) => running.key === key)?.credentials;
  }

  #failAll(why: string): void {
    for (const { reject } of this.#running.values()) {
      reject(unavailable(`the worker for downloads failed: ${why}`));
    }
  }
}
