import { expect, test } from "bun:test";
import { canceled, kindOf } from "../errors/index.ts";
import { KeyedLock } from "./keyed-lock.ts";

test("one at a time for each key, in the order in which they came", async () => {
  const lock = new KeyedLock();
  const order: string[] = [];
  const release = await lock.take("a");
  const waiting = ["first", "second"].map((name) =>
    lock.run("a", async () => {
      order.push(name);
    }),
  );
  await lock.run("b", async () => {
    order.push("other key");
  });
  expect(order).toEqual(["other key"]);
  release();
  await Promise.all(waiting);
  expect(order).toEqual(["other key", "first", "second"]);
});

test("a failure is the caller's, and the next is let in", async () => {
  const lock = new KeyedLock();
  const failing = lock.run("a", async () => {
    throw new Error("mine");
  });
  const next = lock.run("a", async () => "in");
  expect(
    await failing.then(
      () => "",
      (error: Error) => error.message,
    ),
  ).toBe("mine");
  expect(await next).toBe("in");
});

test("whoever gives up waiting does not take the key", async () => {
  const lock = new KeyedLock();
  const release = await lock.take("a");
  const stop = new AbortController();
  const taking = lock.take("a", stop.signal);
  stop.abort(canceled("enough"));
  expect(await taking.then(() => "", kindOf)).toBe("canceled");
  release();
  expect(await lock.run("a", async () => "in")).toBe("in");
});
