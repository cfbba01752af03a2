import { expect, test } from "bun:test";
import { canceled, kindOf } from "../errors/index.ts";
import { Limiter } from "./limiter.ts";

/** Work that says when it begins, and ends when it is told to. */
class Work {
  readonly begun = Promise.withResolvers<void>();
  readonly end = Promise.withResolvers<void>();

  readonly run = (): Promise<void> => {
    this.begun.resolve();
    return this.end.promise;
  };
}

test("a limiter lets in as many as it has places for, in the order in which they came", async () => {
  const limiter = new Limiter(2);
  const begun: number[] = [];
  const all = Array.from({ length: 5 }, () => new Work());
  const ends = all.map((work, number) =>
    limiter.run(() => {
      begun.push(number);
      return work.run();
    }),
  );
  await all[1]?.begun.promise;
  expect(begun).toEqual([0, 1]);
  all[1]?.end.resolve();
  await all[2]?.begun.promise;
  expect(begun).toEqual([0, 1, 2]);
  for (const { end } of all) {
    end.resolve();
  }
  await Promise.all(ends);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});

test("work that fails frees its place", async () => {
  const limiter = new Limiter(1);
  const failing = limiter.run(async () => {
    throw new Error("first");
  });
  const next = limiter.run(async () => "second");
  expect(
    await failing.then(
      () => "",
      (error: Error) => error.message,
    ),
  ).toBe("first");
  expect(await next).toBe("second");
});

test("a caller that gave up waiting takes no place", async () => {
  const limiter = new Limiter(1);
  const work = new Work();
  const first = limiter.run(work.run);
  const stop = new AbortController();
  let isRun = false;
  const second = limiter.run(async () => {
    isRun = true;
  }, stop.signal);
  stop.abort(canceled("enough"));
  expect(await second.then(() => "", kindOf)).toBe("canceled");
  expect(await limiter.run(async () => {}, stop.signal).then(() => "", kindOf)).toBe("canceled");
  work.end.resolve();
  await first;
  expect(await limiter.run(async () => "in")).toBe("in");
  expect(isRun).toBe(false);
});

test("a caller that gives up at the moment when it gets its place passes the place on", async () => {
  const limiter = new Limiter(1);
  const work = new Work();
  const first = limiter.run(work.run);
  const stop = new AbortController();
  const second = limiter.run(async () => {}, stop.signal);
  const third = limiter.run(async () => "in");
  work.end.resolve();
  stop.abort(canceled("enough"));
  await first;
  await second.catch(() => {});
  expect(await third).toBe("in");
});
