import { expect, test } from "bun:test";
import { Gate } from "./gate.ts";

test("who closes the gate waits for those inside, and keeps others out", async () => {
  const gate = new Gate();
  const order: string[] = [];
  const first = await gate.enter();
  const second = await gate.enter();
  const closing = gate.close().then((closed) => {
    order.push("closed");
    return closed;
  });
  const late = gate.enter().then((entered) => {
    order.push("entered");
    return entered;
  });
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  await Bun.sleep(0);
  expect(order).toEqual([]);
  second[Symbol.dispose]();
  const closed = await closing;
  await Bun.sleep(0);
  expect(order).toEqual(["closed"]);
  closed[Symbol.dispose]();
  (await late)[Symbol.dispose]();
  expect(order).toEqual(["closed", "entered"]);
});

test("two who close it do so one after another", async () => {
  const gate = new Gate();
  const one = await gate.close();
  let isSecondIn = false;
  const two = gate.close().then((closed) => {
    isSecondIn = true;
    return closed;
  });
  await Bun.sleep(0);
  expect(isSecondIn).toBe(false);
  one[Symbol.dispose]();
  (await two)[Symbol.dispose]();
  (await gate.enter())[Symbol.dispose]();
});

test("who waits may give up", async () => {
  const gate = new Gate();
  const closed = await gate.close();
  const controller = new AbortController();
  const entering = gate.enter(controller.signal).catch((error: unknown) => error);
  controller.abort();
  expect(await entering).toBeInstanceOf(Error);
  closed[Symbol.dispose]();
  (await gate.close())[Symbol.dispose]();
});
