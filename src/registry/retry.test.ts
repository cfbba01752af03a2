import { expect, test } from "bun:test";
import { canceled, deadlineExceeded } from "../errors/index.ts";
import { delayAfter, isDropped, isTransientStatus } from "./retry.ts";

test("the server's wish comes first, within reason", () => {
  const now = Date.UTC(2026, 0, 1);
  expect(delayAfter(1, "2", now)).toBe(2000);
  expect(delayAfter(1, new Date(now + 5000).toUTCString(), now)).toBe(5000);
  expect(delayAfter(1, new Date(now - 5000).toUTCString(), now)).toBe(0);
  expect(delayAfter(1, "999999", now)).toBe(30_000);
});

test("otherwise each pause is about twice the one before", () => {
  for (const wish of [null, "", "soon"]) {
    expect(delayAfter(1, wish)).toBeWithin(150, 251);
    expect(delayAfter(3, wish)).toBeWithin(600, 1001);
  }
});

test("what is worth another try", () => {
  expect([408, 429, 500, 502, 503, 504].every(isTransientStatus)).toBe(true);
  expect([200, 301, 400, 401, 403, 404, 501].some(isTransientStatus)).toBe(false);
  expect(isDropped(Object.assign(new Error("reset"), { code: "ECONNRESET" }))).toBe(true);
  expect(isDropped(deadlineExceeded("no bytes"))).toBe(true);
  expect(isDropped(canceled("enough"))).toBe(false);
  expect(isDropped(new Error("boom"))).toBe(false);
});
