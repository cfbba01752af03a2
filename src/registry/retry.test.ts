import { expect, test } from "bun:test";
import { canceled, deadlineExceeded } from "../errors/index.ts";
import { delayAfter, isDropped, isTransientStatus } from "./retry.ts";

const asking = (value: string): Headers => new Headers({ "retry-after": value });

test("the pause that the server asks for replaces ours, unless it is longer than we wait", () => {
  const now = Date.UTC(2026, 0, 1);
  expect(delayAfter(1, asking("2"), now)).toBe(2000);
  expect(delayAfter(1, asking(new Date(now + 5000).toUTCString()), now)).toBe(5000);
  expect(delayAfter(1, asking(new Date(now - 5000).toUTCString()), now)).toBe(0);
  expect(delayAfter(1, asking("30"), now)).toBe(30_000);
  expect(delayAfter(1, asking("31"), now)).toBeUndefined();
  expect(delayAfter(1, asking("9".repeat(400)), now)).toBeUndefined();
  expect(delayAfter(1, asking(new Date(now + 86_400_000).toUTCString()), now)).toBeUndefined();
});

test("otherwise each pause is about twice the one before", () => {
  for (const headers of [new Headers(), asking(""), asking("soon"), asking("-1.5.x")]) {
    expect(delayAfter(1, headers)).toBeWithin(150, 251);
    expect(delayAfter(3, headers)).toBeWithin(600, 1001);
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
