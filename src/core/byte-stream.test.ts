import { expect, test } from "bun:test";
import { kindOf } from "../errors/index.ts";
import type { Any } from "./any.ts";
import { type ByteFrames, maxDataBytes, receiveBytes, sendBytes, windowBytes } from "./byte-stream.ts";
import type { Stream } from "./stream.ts";

const frames: ByteFrames = {
  data: (value) => ({ typeUrl: "data", value }),
  window: (update) => ({ typeUrl: "window", value: new TextEncoder().encode(String(update)) }),
  read: ({ typeUrl, value }) => {
    if (typeUrl === "data") {
      return { data: value };
    }
    return typeUrl === "window" ? { window: Number(new TextDecoder().decode(value)) } : undefined;
  },
};

/** One direction: what was sent and is not yet received. */
class Queue {
  readonly messages: Any[] = [];
  largest = 0;
  #ended = false;
  #change = Promise.withResolvers<void>();

  push(message: Any): void {
    this.messages.push(message);
    this.largest = Math.max(this.largest, message.value.length);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async shift(): Promise<Any | undefined> {
    while (this.messages.length === 0 && !this.#ended) {
      await this.#change.promise;
    }
    return this.messages.shift();
  }

  #wake(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }
}

function pair(): { left: Stream; right: Stream; toRight: Queue } {
  const toLeft = new Queue();
  const toRight = new Queue();
  const end = (out: Queue, input: Queue): Stream => ({
    send: async (message) => out.push(message),
    receive: () => input.shift(),
    close: () => out.end(),
  });
  return { left: end(toRight, toLeft), right: end(toLeft, toRight), toRight };
}

test("bytes arrive whole, in messages of at most 32 KiB, and no more than were granted", async () => {
  const { left, right, toRight } = pair();
  const sent = crypto.getRandomValues(new Uint8Array(60_000));
  const whole = Buffer.concat([sent, sent, sent, sent, sent]);
  const sender = sendBytes(left, frames);
  const writing = (async () => {
    for (let round = 0; round < 5; round++) {
      await sender.write(sent);
    }
    await sender.close();
  })();

  const received: Uint8Array[] = [];
  for await (const chunk of receiveBytes(right, frames)) {
    received.push(chunk);
  }
  await writing;
  expect(Buffer.concat(received).equals(whole)).toBe(true);
  expect(toRight.largest).toBeLessThanOrEqual(maxDataBytes);
});

test("a sender waits for a receiver that does not read", async () => {
  const { left, right, toRight } = pair();
  await right.send(frames.window(windowBytes));
  const sender = sendBytes(left, frames);
  let finished = false;
  const writing = sender.write(new Uint8Array(windowBytes + 1)).then(() => {
    finished = true;
  });
  await Bun.sleep(5);
  expect(finished).toBe(false);
  expect(toRight.messages.reduce((sum, message) => sum + message.value.length, 0)).toBe(windowBytes);
  await right.send(frames.window(1));
  await writing;
});

test("a sender whose receiver left fails", async () => {
  const { left, right } = pair();
  const sender = sendBytes(left, frames);
  right.close();
  expect(await sender.write(new Uint8Array(1)).then(() => "", kindOf)).toBe("aborted");
});
