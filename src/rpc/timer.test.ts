import { expect, test } from "bun:test";
import { longestDelay, startTimer } from "./timer.ts";

test("a timer with a delay beyond the longest possible one never fires", async () => {
  let passed = 0;
  const timers = [longestDelay, longestDelay + 1, 2 ** 53, Number.POSITIVE_INFINITY].map((millis) =>
    startTimer(millis, () => passed++),
  );
  expect(timers.map((timer) => timer === undefined)).toEqual([false, true, true, true]);
  await Bun.sleep(10);
  expect(passed).toBe(0);
  clearTimeout(timers[0]);
});

test("a timer with a negative delay fires at once", async () => {
  const passed = Promise.withResolvers<void>();
  startTimer(-5, passed.resolve);
  await passed.promise;
});
