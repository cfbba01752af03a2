// Events for tsrt's own daemon. They are numbered and kept in a file until the daemon has published them, so that none is lost
// whichever of the two dies. core/shim-record.ts says what both sides rely on.
import { closeSync, openSync, renameSync, writeSync } from "node:fs";
import { encode } from "@msgpack/msgpack";
import type { Context } from "../../context/index.ts";
import { type JournalEvent, type JournalItem, journalLimit } from "../../core/shim-record.ts";
import { O } from "../../linux/open-flags.ts";
import { type Entry, JournalService } from "../../rpc/gen/journal.ts";
import { type Registration, serve } from "../../rpc/handler.ts";
import type { Init } from "../../rpc/message.ts";
import { report } from "../report.ts";
import type { Publisher, ShimEvent } from "./events.ts";

/** How many items that nobody needs any more the file may hold before it is written anew. */
const maxGarbage = 1024;

export class Journal implements Publisher {
  readonly #path: string;
  readonly #namespace: string;
  #file: number;
  #items = 0;
  /** Whether the last write failed, perhaps in the middle of an item. */
  #isTorn = false;
  #lastNumber = 0;
  /** Events that were not acknowledged, in order. */
  #events: JournalEvent[] = [];
  readonly #followers = new Set<Follower>();
  #onAcknowledged: (() => void) | undefined;

  constructor(path: string, namespace: string) {
    this.#path = path;
    this.#namespace = namespace;
    this.#file = openJournal(path);
  }

  publish(event: ShimEvent): void {
    this.#lastNumber++;
    const { seconds, nanos } = event.timestamp;
    const item: JournalEvent = [
      this.#lastNumber,
      seconds,
      nanos,
      this.#namespace,
      event.topic,
      event.typeUrl,
      event.value,
    ];
    this.#events.push(item);
    if (this.#events.length > journalLimit) {
      this.#events.shift();
    }
    this.#append(item);
    for (const follower of this.#followers) {
      follower.push(item);
    }
  }

  async settled(): Promise<void> {
    await Promise.all([...this.#followers].map((follower) => follower.settled()));
  }

  async flush(timeout: number): Promise<void> {
    if (this.#events.length > 0) {
      await this.#acknowledged(timeout);
    }
    for (const follower of this.#followers) {
      follower.stop();
    }
  }

  async #acknowledged(timeout: number): Promise<void> {
    const timer = Promise.withResolvers<void>();
    const handle = setTimeout(timer.resolve, timeout);
    this.#onAcknowledged = timer.resolve;
    await timer.promise;
    clearTimeout(handle);
  }

  registration(): Registration {
    return serve(JournalService, {
      follow: (ctx, { after }) => this.#follow(ctx, after),
      acknowledge: async (_ctx, { number }) => {
        this.#acknowledge(number);
        return {};
      },
    });
  }

  async *#follow(ctx: Context, after: number): AsyncGenerator<Init<Entry>> {
    const follower = new Follower(this.#events.filter(([number]) => number > after));
    const leave = (): void => follower.stop();
    this.#followers.add(follower);
    ctx.signal.addEventListener("abort", leave, { once: true });
    try {
      for (;;) {
        const item = await follower.next();
        if (item === undefined) {
          return;
        }
        yield entryOf(item);
      }
    } finally {
      ctx.signal.removeEventListener("abort", leave);
      follower.stop();
      this.#followers.delete(follower);
    }
  }

  #acknowledge(number: number): void {
    this.#events = this.#events.filter(([own]) => own > number);
    this.#append([number]);
    if (this.#events.length === 0) {
      this.#onAcknowledged?.();
    }
  }

  /** A full disk must not stop a container. Followers hear of the event all the same, and the file is written anew later. */
  #append(item: JournalItem): void {
    try {
      if (this.#isTorn || this.#items > this.#events.length + maxGarbage) {
        this.#rewrite();
        return;
      }
      writeWhole(this.#file, encode(item));
      this.#items++;
    } catch (error) {
      if (!this.#isTorn) {
        report("error", "cannot write the journal of events", error);
      }
      this.#isTorn = true;
    }
  }

  #rewrite(): void {
    const fresh = `${this.#path}.new`;
    const file = openJournal(fresh);
    try {
      for (const event of this.#events) {
        writeWhole(file, encode(event));
      }
      renameSync(fresh, this.#path);
    } catch (error) {
      closeSync(file);
      throw error;
    }
    closeSync(this.#file);
    this.#file = file;
    this.#items = this.#events.length;
    this.#isTorn = false;
  }
}

function openJournal(path: string): number {
  const flags = O.WRONLY | O.CREAT | O.TRUNC | O.APPEND | O.CLOEXEC;
  return openSync(path, flags, 0o600);
}

/** A filesystem that fills up takes a part of the bytes, and does not call that an error. */
function writeWhole(file: number, bytes: Uint8Array): void {
  const count = writeSync(file, bytes);
  if (count < bytes.length) {
    throw new Error(`wrote ${count} bytes of ${bytes.length}`);
  }
}

function entryOf([number, seconds, nanos, namespace, topic, typeUrl, value]: JournalEvent): Init<Entry> {
  return { number, timestamp: { seconds, nanos }, namespace, topic, event: { typeUrl, value } };
}

/** A daemon that follows the journal, with the events that it has not been given yet. */
class Follower {
  readonly #queue: JournalEvent[];
  #wake: (() => void) | undefined;
  #isStopped = false;
  #idle: (() => void)[] = [];
  #isIdle = false;

  constructor(queue: JournalEvent[]) {
    this.#queue = queue;
  }

  push(item: JournalEvent): void {
    this.#queue.push(item);
    this.#isIdle = false;
    this.#wake?.();
  }

  stop(): void {
    this.#isStopped = true;
    this.#wake?.();
    this.#beIdle();
  }

  /** Waits for an event; undefined after `stop`. A call means that the event before was handed to the connection. */
  async next(): Promise<JournalEvent | undefined> {
    while (this.#queue.length === 0 && !this.#isStopped) {
      this.#beIdle();
      const wake = Promise.withResolvers<void>();
      this.#wake = wake.resolve;
      await wake.promise;
    }
    return this.#isStopped ? undefined : this.#queue.shift();
  }

  #beIdle(): void {
    this.#isIdle = true;
    for (const resolve of this.#idle.splice(0)) {
      resolve();
    }
  }

  settled(): Promise<void> {
    if (this.#isIdle || this.#isStopped) {
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#idle.push(resolve));
  }
}
