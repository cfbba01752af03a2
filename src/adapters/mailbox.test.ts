import { expect, test } from "bun:test";
import { kindOf } from "../errors/index.ts";
import { Mailbox } from "./mailbox.ts";

test("delivers in order and resolves a put when its value is taken", async () => {
  const mailbox = new Mailbox<number>(new AbortController().signal);
  const order: string[] = [];
  const puts = [1, 2].map((value) => mailbox.put(value).then(() => order.push(`taken ${value}`)));
  mailbox.close();
  for await (const value of mailbox) {
    await Bun.sleep(0);
    order.push(`got ${value}`);
  }
  await Promise.all(puts);
  expect(order).toEqual(["taken 1", "got 1", "taken 2", "got 2"]);
});

test("a loop that waits is woken by a put and by the end", async () => {
  const mailbox = new Mailbox<string>(new AbortController().signal);
  const all = Array.fromAsync(mailbox);
  await Bun.sleep(1);
  await mailbox.put("late");
  mailbox.close();
  expect(await all).toEqual(["late"]);
});

test("refuses values after its end and after its call was canceled", async () => {
  const closed = new Mailbox<string>(new AbortController().signal);
  closed.close();
  expect(kindOf(await closed.put("x").catch((error: unknown) => error))).toBe("unavailable");
  const controller = new AbortController();
  const aborted = new Mailbox<string>(controller.signal);
  controller.abort();
  expect(kindOf(await aborted.put("x").catch((error: unknown) => error))).toBe("canceled");
  expect(await Array.fromAsync(aborted)).toEqual([]);
});
