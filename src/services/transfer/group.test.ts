import { expect, test } from "bun:test";
import { background, derive } from "../../context/index.ts";
import { canceled, kindOf, messageOf, unavailable } from "../../errors/index.ts";
import { Group } from "./group.ts";
import { KeyedLock } from "./keyed-lock.ts";
import { Limiter } from "./limiter.ts";

const ctx = background("test");

test("a limiter lets in as many as it has room for, in the order they came", async () => {
  const limiter = new Limiter(2);
  const begun: number[] = [];
  const ends = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const all = ends.map((end, number) =>
    limiter.run(ctx, async () => {
      begun.push(number);
      await end.promise;
    }),
  );
  await Bun.sleep(1);
  expect(begun).toEqual([0, 1]);
  ends[1]?.resolve();
  await Bun.sleep(1);
  expect(begun).toEqual([0, 1, 2]);
  for (const end of ends) {
    end.resolve();
  }
  await Promise.all(all);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});

test("whoever gives up waiting takes no room", async () => {
  const limiter = new Limiter(1);
  const end = Promise.withResolvers<void>();
  const first = limiter.run(ctx, () => end.promise);
  const stop = new AbortController();
  const second = limiter.run(derive(ctx, { signal: stop.signal }), async () => {});
  stop.abort(canceled("enough"));
  expect(await second.then(() => "", kindOf)).toBe("canceled");
  end.resolve();
  await first;
  expect(await limiter.run(ctx, async () => "in")).toBe("in");
});

test("one key, one at a time", async () => {
  const locks = new KeyedLock();
  const release = await locks.take(ctx, "a");
  let entered = false;
  const waiting = locks.run(ctx, "a", async () => {
    entered = true;
  });
  await locks.run(ctx, "b", async () => {});
  expect(entered).toBe(false);
  release();
  await waiting;
  expect(entered).toBe(true);
});

test("the first failure of a group stops the rest, which is waited for", async () => {
  const group = new Group(ctx);
  let isStopped = false;
  group.run(async () => {
    await new Promise((resolve) => group.ctx.signal.addEventListener("abort", resolve));
    await Bun.sleep(2);
    isStopped = true;
    throw new Error("because of the abort");
  });
  group.run(async () => {
    throw unavailable("the reason");
  });
  expect(await group.wait().then(() => "", messageOf)).toBe("the reason: unavailable");
  expect(isStopped).toBe(true);
});
