import { expect, test } from "bun:test";
import { canceled, kindOf } from "../errors/index.ts";
import { KeyedLock } from "./keyed-lock.ts";

test("work for the same key runs one after another, in the order of the calls", async () => {
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

test("a failure is thrown to its caller, and the next work runs", async () => {
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

test("a caller that gave up waiting does not get the lock", async () => {
  const lock = new KeyedLock();
  const release = await lock.take("a");
  const stop = new AbortController();
  const taking = lock.take("a", stop.signal);
  stop.abort(canceled("enough"));
  expect(await taking.then(() => "", kindOf)).toBe("canceled");
  release();
  expect(await lock.run("a", async () => "in")).toBe("in");
});
