import { expect, spyOn, test } from "bun:test";
import { ClosedStreams } from "./closed-streams.ts";
import { ConnectionWindow } from "./connection-window.ts";
import { ReceiveWindow } from "./receive-window.ts";
import { SendQueue } from "./send-queue.ts";
import { TokenBucket } from "./token-bucket.ts";

test("a token bucket refuses when it is empty, and refills with time", () => {
  let now = 0;
  using _clock = spyOn(performance, "now").mockImplementation(() => now);
  const bucket = new TokenBucket(3, 100);
  expect([bucket.take(), bucket.take(), bucket.take(), bucket.take()]).toEqual([true, true, true, false]);
  now += 60;
  expect(bucket.take()).toBe(true);
});

test("how the most recent streams ended is remembered", () => {
  const closed = new ClosedStreams();
  closed.add(1, true);
  closed.add(3, false);
  expect([closed.has(1), closed.has(3), closed.has(5)]).toEqual([true, true, false]);
  expect([closed.wasResetByUs(1), closed.wasResetByUs(3)]).toEqual([true, false]);
  for (let id = 5; id < 5000; id += 2) {
    closed.add(id, false);
  }
  expect(closed.has(1)).toBe(false);
});

test("a window sends an increment when half of it was consumed", () => {
  const window = new ReceiveWindow(100);
  expect(window.take(80)).toBe(true);
  expect(window.take(21)).toBe(false);
  const other = new ReceiveWindow(100);
  other.take(100);
  expect([other.give(49), other.give(1), other.give(50)]).toEqual([0, 50, 50]);
  expect(other.take(100)).toBe(true);
});

test("a connection's window waits for readers only when much is unread", () => {
  const window = new ConnectionWindow(100, 50);
  expect(window.take(100)).toBe(true);
  expect(window.delivered(50)).toBe(50);
  expect(window.delivered(50)).toBe(0);
  expect(window.discarded(10)).toBe(0);
  expect(window.read(49)).toBe(0);
  expect(window.read(1)).toBe(60);
});

test("a send queue gives bytes in order, however they are cut", () => {
  const queue = new SendQueue();
  const all = Uint8Array.from({ length: 1000 }, (_, index) => index);
  for (const [from, to] of [
    [0, 1],
    [1, 1],
    [1, 300],
    [300, 301],
    [301, 1000],
  ] as const) {
    queue.push(all.slice(from, to));
  }
  const target = new Uint8Array(1000);
  let at = 0;
  for (const length of [1, 2, 297, 1, 200, 499]) {
    queue.moveTo(target, at, length);
    at += length;
  }
  expect(target).toEqual(all);
  expect(queue.length).toBe(0);
});
