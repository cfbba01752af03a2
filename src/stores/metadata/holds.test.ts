import { expect, test } from "bun:test";
import { Holds } from "./holds.ts";

test("what is held is not removed, until every holder has let go", async () => {
  const holds = new Holds();
  const removed: string[] = [];
  const remove = () =>
    holds.removeUnless(
      () => false,
      "x",
      async () => {
        removed.push("x");
      },
    );
  const first = await holds.hold("x");
  const second = await holds.hold("x");
  expect(await remove()).toBe(false);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  expect(await remove()).toBe(false);
  second[Symbol.dispose]();
  expect(await remove()).toBe(true);
  expect(removed).toEqual(["x"]);
});

test("who wants to hold what is being removed waits, and finds it gone", async () => {
  const holds = new Holds();
  const { promise, resolve } = Promise.withResolvers<void>();
  const removing = holds.removeUnless(
    () => false,
    "x",
    () => promise,
  );
  let held = false;
  const holding = holds.hold("x").then((hold) => {
    held = true;
    return hold;
  });
  await Bun.sleep(1);
  expect(held).toBe(false);
  resolve();
  await removing;
  using _hold = await holding;
  expect(held).toBe(true);
});

test("what has a record stays; a removal that fails is told and can be tried again", async () => {
  const holds = new Holds();
  let attempts = 0;
  const attempt = async () => {
    attempts++;
    throw new Error("device busy");
  };
  expect(await holds.removeUnless(() => true, "x", attempt)).toBe(true);
  expect(attempts).toBe(0);
  await expect(holds.removeUnless(() => false, "x", attempt)).rejects.toThrow("device busy");
  await expect(holds.removeUnless(() => false, "x", attempt)).rejects.toThrow("device busy");
});
