import { startWorker } from "./worker.ts";

/** Milliseconds for which a Worker is kept that has nothing to do. Its memory goes back to the system only when it ends. */
const idleMillis = 10_000;

/** What the owner of a Worker is told. */
export interface IdleWorkerEvents<Out> {
  /** The Worker has sent a message. */
  message(data: Out): void;
  /** The Worker has failed or ended by itself, for the reason `why`. The next message starts another one. */
  lost(why: string): void;
}

/** A Worker that is started when there is a message for it, and ended when it had nothing to do for a while. */
export class IdleWorker<In, Out> {
  readonly #name: string;
  readonly #events: IdleWorkerEvents<Out>;
  #worker: Worker | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;

  /** `name` is the Worker's file, as `startWorker` takes it. */
  constructor(name: string, events: IdleWorkerEvents<Out>) {
    this.#name = name;
    this.#events = events;
  }

  /** Sends a message. Throws EMFILE when the Worker cannot be started for want of file descriptors. */
  post(message: In): void {
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#worker.postMessage(message);
  }

  /** Says that the Worker has nothing to do until the next message. */
  rest(): void {
    clearTimeout(this.#idle);
    // An idle Worker must not keep the process from ending.
    this.#worker?.unref();
    this.#idle = setTimeout(() => {
      const worker = this.#worker;
      this.#worker = undefined;
      worker?.terminate();
    }, idleMillis);
    this.#idle.unref();
  }

  #start(): Worker {
    const worker = startWorker(this.#name);
    worker.onmessage = ({ data }: MessageEvent<Out>) => this.#events.message(data);
    worker.onerror = (event) => this.#lose(worker, event.message);
    worker.addEventListener("close", () => this.#lose(worker, "it ended"));
    return worker;
  }

  #lose(worker: Worker, why: string): void {
    if (this.#worker === worker) {
      this.#worker = undefined;
      this.#events.lost(why);
    }
  }
}
