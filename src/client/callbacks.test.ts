import { expect, test } from "bun:test";
import { abortable, abortFault } from "../context/index.ts";
import { type Callbacks, withCallbacks } from "./callbacks.ts";
import type { RequestOptions } from "./wire.ts";

/** A request that ends only when its signal says so. */
const endless = ({ signal }: RequestOptions): Promise<void> =>
  abortable(new Promise<void>(() => {}), signal as AbortSignal);

const reason = new Error("read failed");

async function* broken(): AsyncGenerator<number> {
  yield 1;
  throw reason;
}

const failingWays: readonly (readonly [string, (callbacks: Callbacks) => Promise<unknown>])[] = [
  ["a function", (callbacks) => callbacks.guard(() => Promise.reject(reason))()],
  [
    "a function that does not wait",
    (callbacks) =>
      callbacks.guard(() => {
        throw reason;
      })(),
  ],
  ["a source", (callbacks) => Array.fromAsync(callbacks.guardSource(broken()))],
];

test.each(failingWays)("what %s throws ends the request, and is what is thrown", async (_, fail) => {
  const request = withCallbacks({}, async (options, callbacks) => {
    await expect(fail(callbacks)).rejects.toBe(reason);
    await endless(options);
  });
  expect(await request.catch((error: unknown) => error)).toBe(reason);
});

test("something thrown that is no error is kept as it is", async () => {
  const request = withCallbacks({}, async (options, callbacks) => {
    callbacks
      .guard(() => Promise.reject("no error"))()
      .catch(() => {});
    await endless(options);
  });
  expect(await request.catch((error: unknown) => error)).toBe("no error");
});

test("a failure at the very end is not lost", async () => {
  const request = withCallbacks({}, async (_, callbacks) => {
    await callbacks
      .guard(() => Promise.reject(reason))()
      .catch(() => {});
  });
  expect(await request.catch((error: unknown) => error)).toBe(reason);
});

test("the caller's abort is told before what callbacks make of it", async () => {
  const stop = new AbortController();
  const request = withCallbacks({ signal: stop.signal }, async (options, callbacks) => {
    const source = endless(options);
    callbacks
      .guard(() => source.catch(() => Promise.reject(reason)))()
      .catch(() => {});
    await endless(options);
  });
  stop.abort();
  expect(await request.catch((error: unknown) => error)).toEqual(abortFault(stop.signal));
});

test("arguments and results pass through", async () => {
  await withCallbacks({ lease: "x" }, async (options, callbacks) => {
    expect(options.lease).toBe("x");
    expect(await callbacks.guard((a: number, b: number) => a + b)(1, 2)).toBe(3);
  });
});
