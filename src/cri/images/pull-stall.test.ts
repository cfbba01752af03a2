import { expect, jest, test } from "bun:test";
import { messageOf } from "../../errors/index.ts";
import { PullStall } from "./pull-stall.ts";

const of = (event: string, name: string) => ({ event, name, parents: [], progress: 0, total: 0 });

test("a pull is broken off when a blob that moved moves no more", () => {
  jest.useFakeTimers();
  try {
    using stall = new PullStall(1000);
    stall.note(of("downloading", "layer-a"));
    jest.advanceTimersByTime(900);
    stall.note(of("downloading", "layer-a"));
    jest.advanceTimersByTime(900);
    expect(stall.signal.aborted).toBe(false);
    jest.advanceTimersByTime(200);
    expect(messageOf(stall.signal.reason)).toBe("no progress of layer-a in 1s: context deadline exceeded");
  } finally {
    jest.useRealTimers();
  }
});

test("unpacking and waiting may take as long as they want, and 0 is for ever", () => {
  jest.useFakeTimers();
  try {
    using stall = new PullStall(1000);
    stall.note(of("downloading", "layer-a"));
    stall.note(of("complete", "layer-a"));
    stall.note(of("extracting", "layer-a"));
    using endless = new PullStall(0);
    endless.note(of("downloading", "layer-a"));
    jest.advanceTimersByTime(100_000);
    expect([stall.signal.aborted, endless.signal.aborted]).toEqual([false, false]);
    stall.note(of("downloading", "layer-b"));
    jest.advanceTimersByTime(2000);
    expect(stall.signal.aborted).toBe(true);
  } finally {
    jest.useRealTimers();
  }
});
