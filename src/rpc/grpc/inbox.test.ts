// What messages that wait take of the budget, and that they give all of it back.
import { beforeEach, expect, test } from "bun:test";
import { ReadContentResponse } from "../gen/content.ts";
import type { Http2Stream } from "../http2/stream.ts";
import { prefixOf } from "./deframer.ts";
import { Inbox } from "./inbox.ts";
import { MessageBudget } from "./message-budget.ts";
import { MessageDecoder } from "./message-decoder.ts";

const limit = 1000;
const overhead = 128;

let budget: MessageBudget;
let consumed: number;
let inbox: Inbox<ReadContentResponse>;

beforeEach(() => {
  budget = new MessageBudget(10 * overhead);
  consumed = 0;
  const stream = { consumed: (length: number) => (consumed += length) } as unknown as Http2Stream;
  const decoder = new MessageDecoder(ReadContentResponse, undefined, limit, "request");
  inbox = new Inbox(stream, () => decoder, limit, budget);
});

function push(...parts: Uint8Array[]): void {
  const bytes = Buffer.concat(parts);
  inbox.push(bytes, 0, bytes.length);
}

const empty = new Uint8Array(5);
const whole = (() => {
  const bytes = ReadContentResponse.encode({ offset: 7 });
  return Buffer.concat([prefixOf(bytes), bytes]);
})();
/** A message of 100 bytes, of which 20 are there. */
const part = Buffer.concat([prefixOf(new Uint8Array(100)), new Uint8Array(20)]);

test("each queued message takes a part of the budget until it is read", async () => {
  push(empty, whole, empty);
  expect(budget.used).toBe(3 * overhead);
  expect((await inbox.next()).value?.offset).toBe(0);
  expect((await inbox.next()).value?.offset).toBe(7);
  expect(budget.used).toBe(overhead);
  expect((await inbox.next()).value?.offset).toBe(0);
  expect(budget.used).toBe(0);
  expect(consumed).toBe(10 + whole.length);
});

test("a message that a reader waits for takes nothing of the budget", async () => {
  const replies = [inbox.next(), inbox.next()];
  push(whole, whole);
  expect(budget.used).toBe(0);
  expect((await Promise.all(replies)).map(({ value }) => value?.offset)).toEqual([7, 7]);
});

const ends: Record<string, () => unknown> = {
  "is abandoned": () => inbox.abandon(new Error("gone")),
  "is left by its reader": () => inbox.return(),
  "ends and is abandoned": () => {
    inbox.end();
    inbox.abandon();
  },
  "is abandoned twice": () => {
    inbox.abandon();
    inbox.abandon();
  },
  "ends and is read": async () => {
    inbox.end(new Error("gone"));
    for (let count = 0; count < 3; count++) {
      await inbox.next();
    }
    expect(await inbox.next().catch((error: Error) => error.message)).toBe("gone");
    inbox.abandon();
  },
  "is read in part and abandoned": async () => {
    await inbox.next();
    inbox.abandon();
  },
};

for (const [name, end] of Object.entries(ends)) {
  test(`nothing of the budget is kept by an inbox that ${name}`, async () => {
    push(empty, whole, empty, part);
    expect(budget.used).toBe(3 * overhead + 20);
    await end();
    expect(budget.used).toBe(0);
    push(empty, part);
    expect(budget.used).toBe(0);
  });
}

test("a message that exceeds the budget is refused, and what the inbox took is returned", () => {
  push(part);
  push(new Uint8Array(80));
  expect(() => push(...Array.from({ length: 10 }, () => empty))).toThrow("too many messages");
  expect(budget.used).toBe(10 * overhead);
  inbox.abandon();
  expect(budget.used).toBe(0);
});
