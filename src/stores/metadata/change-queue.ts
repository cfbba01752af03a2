// The main thread's end of the database Worker. Changes that are asked for while a group is written make up the next group.
import { startWorker } from "../../context/worker.ts";
import type { Events } from "../../core/event.ts";
import { packFault, unpackFault } from "../../errors/packed.ts";
import type { Log } from "../../log/index.ts";
import type { ChangeArgs, ChangeName, ChangeResult } from "./changes/index.ts";
import type { ChangeReply, ChangeRequest, FromWorker, ToWorker } from "./protocol.ts";
import type { PendingEvent } from "./transaction.ts";

interface Waiting {
  readonly request: ChangeRequest;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** What the queue works with. */
export interface ChangeQueueOptions {
  readonly path: string;
  readonly publish: Events["publish"];
  readonly log: Log;
  /** Called when the Worker is gone: nothing can be written any more, so the daemon must end. */
  onDeath(cause: Error): void;
}

/** The number of changes in a group, which bounds how long one waits for those before it. */
const maxGroup = 256;

/** Sends changes to the database Worker and publishes their events in the order of the commits. */
export class ChangeQueue implements AsyncDisposable {
  readonly #options: ChangeQueueOptions;
  readonly #worker: Worker;
  readonly #listeners: ((deletions: number) => void)[] = [];
  readonly #closed = Promise.withResolvers<void>();
  #waiting: Waiting[] = [];
  #running: Waiting[] = [];
  #scheduled = false;
  #failure: Error | undefined;
  #onSettled: () => void = () => {};

  /** The Worker starts while the daemon goes on; nobody waits for it. */
  constructor(options: ChangeQueueOptions) {
    this.#options = options;
    this.#worker = startWorker("stores/metadata/worker");
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(data);
    this.#worker.onerror = (event) => this.#die(new Error(`the database worker failed: ${event.message}`));
    this.#worker.addEventListener("close", () => this.#die(new Error("the database worker ended")));
    this.#send({ type: "open", path: options.path });
  }

  /** Resolves when the change is durable. */
  run<Name extends ChangeName>(name: Name, args: ChangeArgs<Name>): Promise<ChangeResult<Name>> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    if (this.#failure !== undefined) {
      reject(this.#failure);
    } else {
      this.#waiting.push({ request: { name, args }, resolve, reject });
      this.#schedule();
    }
    return promise as Promise<ChangeResult<Name>>;
  }

  /** `listener` is called after every change except collections, with the number of objects that the change deleted. */
  onMutation(listener: (deletions: number) => void): void {
    this.#listeners.push(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#drained();
    if (this.#failure === undefined) {
      this.#failure = new Error("the metadata database is closed");
      this.#send({ type: "close" });
      await this.#closed.promise;
    }
    this.#worker.terminate();
  }

  async #drained(): Promise<void> {
    while (this.#failure === undefined && this.#running.length + this.#waiting.length > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onSettled = resolve;
      await promise;
    }
  }

  /** Changes that are asked for in the same turn of the event loop share a group. */
  #schedule(): void {
    if (!this.#scheduled && this.#running.length === 0) {
      this.#scheduled = true;
      queueMicrotask(() => this.#flush());
    }
  }

  #flush(): void {
    this.#scheduled = false;
    this.#running = this.#waiting.splice(0, maxGroup);
    try {
      this.#send({ type: "run", requests: this.#running.map(({ request }) => request) });
    } catch (error) {
      const fault = packFault(new Error("send changes to the database worker", { cause: error }));
      this.#settle(this.#running.map(() => ({ fault })));
    }
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case "failed":
        this.#die(unpackFault(message.fault));
        return;
      case "ran":
        this.#settle(message.replies);
        return;
      case "closed":
        this.#closed.resolve();
    }
  }

  #settle(replies: readonly ChangeReply[]): void {
    const settled = this.#running;
    this.#running = [];
    for (const [index, { request, resolve, reject }] of settled.entries()) {
      const reply = replies[index];
      if (reply === undefined || reply.fault !== undefined) {
        reject(
          reply === undefined ? new Error("the database worker gave no answer") : unpackFault(reply.fault),
        );
        continue;
      }
      this.#publish(reply.events);
      this.#tellListeners(request.name, reply.deletions);
      resolve(reply.result);
    }
    if (this.#waiting.length > 0) {
      this.#schedule();
    }
    this.#onSettled();
  }

  #publish(events: readonly PendingEvent[]): void {
    for (const { namespace, topic, body } of events) {
      try {
        this.#options.publish(namespace, topic, body);
      } catch (error) {
        this.#options.log.error("publish event", { topic, error });
      }
    }
  }

  /** Collections are not told of: the objects that one deletes would bring about the next one. */
  #tellListeners(name: ChangeName, deletions: number): void {
    if (name === "collect") {
      return;
    }
    for (const listener of this.#listeners) {
      listener(deletions);
    }
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #die(cause: Error): void {
    this.#closed.resolve();
    if (this.#failure !== undefined) {
      return;
    }
    this.#failure = cause;
    for (const { reject } of [...this.#running, ...this.#waiting]) {
      reject(cause);
    }
    this.#running = [];
    this.#waiting = [];
    this.#onSettled();
    this.#options.onDeath(cause);
  }
}
