import { expect, test } from "bun:test";
import { eventually } from "../../test/harness/command.ts";
import type { Collectable, CollectionStats } from "../core/gc.ts";
import { type GcOptions, GcScheduler } from "./gc.ts";

const defaults: GcOptions = {
  pauseThreshold: 0.5,
  deletionThreshold: 0,
  mutationThreshold: 100,
  scheduleDelay: 0,
  startupDelay: 0,
};

/** Counts collections; the schedule is what is tested here. */
class Counted implements Collectable {
  collections = 0;
  fails = false;
  /** Held open until called. */
  gate: Promise<void> = Promise.resolve();
  #listener: (deletions: number) => void = () => {};

  async collect(): Promise<CollectionStats> {
    this.collections++;
    await this.gate;
    if (this.fails) {
      throw new Error("disk full");
    }
    return { lockedMillis: 1, elapsedMillis: 1, removed: { content: 0, snapshots: 0, others: 0 } };
  }

  onMutation(listener: (deletions: number) => void): void {
    this.#listener = listener;
  }

  change(deletions = 0): void {
    this.#listener(deletions);
  }
}

function start(options: Partial<GcOptions> = {}) {
  const collectable = new Counted();
  const scheduler = new GcScheduler(collectable, { ...defaults, ...options });
  return { collectable, scheduler, [Symbol.asyncDispose]: () => scheduler[Symbol.asyncDispose]() };
}

test("collects once after the start", async () => {
  await using rig = start({ startupDelay: 1 });
  await eventually("the first collection", () => rig.collectable.collections >= 1);
  await Bun.sleep(30);
  expect(rig.collectable.collections).toBe(1);
});

test("collects when asked, and tells what came of it", async () => {
  await using rig = start();
  expect(await rig.scheduler.collectNow()).toMatchObject({ lockedMillis: 1 });
  expect(rig.collectable.collections).toBe(1);
});

test("who asks during a collection gets the next one", async () => {
  await using rig = start();
  const { promise, resolve } = Promise.withResolvers<void>();
  rig.collectable.gate = promise;
  const first = rig.scheduler.collectNow();
  await eventually("the first collection", () => rig.collectable.collections >= 1);
  const second = rig.scheduler.collectNow();
  const third = rig.scheduler.collectNow();
  resolve();
  await Promise.all([first, second, third]);
  expect(rig.collectable.collections).toBe(2);
});

test("collects soon after a deletion, but not after a few other changes", async () => {
  await using rig = start();
  await rig.scheduler.collectNow();
  rig.collectable.change();
  rig.collectable.change();
  await Bun.sleep(30);
  expect(rig.collectable.collections).toBe(1);
  rig.collectable.change(1);
  expect(rig.collectable.collections).toBe(1);
  await eventually("the second collection", () => rig.collectable.collections >= 2);
  await Bun.sleep(30);
  expect(rig.collectable.collections).toBe(2);
});

test("collects after enough changes", async () => {
  await using rig = start({ mutationThreshold: 3 });
  await rig.scheduler.collectNow();
  for (let change = 0; change < 3; change++) {
    rig.collectable.change();
  }
  await eventually("the second collection", () => rig.collectable.collections >= 2);
  await Bun.sleep(30);
  expect(rig.collectable.collections).toBe(2);
});

test("enough deletions bring a collection forward", async () => {
  await using rig = start({ deletionThreshold: 2, pauseThreshold: 0.0001 });
  await rig.scheduler.collectNow();
  rig.collectable.change(1);
  await Bun.sleep(30);
  expect(rig.collectable.collections).toBe(1);
  rig.collectable.change(1);
  await eventually("the second collection", () => rig.collectable.collections >= 2);
  await Bun.sleep(30);
  expect(rig.collectable.collections).toBe(2);
});

test("a failed collection is told to those who wait, and the next one works", async () => {
  await using rig = start();
  rig.collectable.fails = true;
  await expect(rig.scheduler.collectNow()).rejects.toThrow("collect garbage");
  rig.collectable.fails = false;
  expect(await rig.scheduler.collectNow()).toMatchObject({ elapsedMillis: 1 });
});

test("after the shutdown nothing is collected, and who waits is told", async () => {
  const { scheduler, collectable } = start({ scheduleDelay: 1000 });
  const waiting = scheduler.collectNow();
  const settled = waiting.catch((error: Error) => error.message);
  await scheduler[Symbol.asyncDispose]();
  expect(await settled).toBe("the garbage collector is stopped");
  await expect(scheduler.collectNow()).rejects.toThrow("stopped");
  expect(collectable.collections).toBe(0);
});
