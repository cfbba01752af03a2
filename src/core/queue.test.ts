import { expect, test } from "bun:test";
import { Queue } from "./queue.ts";

test("values come out in order, and the end after them", async () => {
  const queue = new Queue<number>();
  void queue.push(1);
  void queue.push(2);
  queue.close();
  expect(await Array.fromAsync(queue)).toEqual([1, 2]);
});

test("a push waits until its value is taken", async () => {
  const queue = new Queue<number>();
  let isTaken = false;
  const pushed = queue.push(1).then(() => {
    isTaken = true;
  });
  await Bun.sleep(1);
  expect(isTaken).toBe(false);
  const iterator = queue[Symbol.asyncIterator]();
  expect((await iterator.next()).value).toBe(1);
  await pushed;
});

test("who waits for a value gets it when it comes", async () => {
  const queue = new Queue<string>();
  const iterator = queue[Symbol.asyncIterator]();
  const next = iterator.next();
  await queue.push("late");
  expect((await next).value).toBe("late");
});

test("nobody waits for a consumer that has left", async () => {
  const queue = new Queue<number>();
  const iterator = queue[Symbol.asyncIterator]();
  const first = queue.push(1);
  await iterator.next();
  await first;
  const second = queue.push(2);
  await iterator.return(undefined);
  await second;
  await queue.push(3);
});
