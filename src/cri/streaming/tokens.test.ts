import { expect, setSystemTime, test } from "bun:test";
import { Tokens } from "./tokens.ts";

test("a token gives its request once", () => {
  const tokens = new Tokens<string>();
  const token = tokens.grant("exec");
  expect(token).toMatch(/^[\w-]{8}$/);
  expect(tokens.redeem(token)).toBe("exec");
  expect(tokens.redeem(token)).toBeUndefined();
  expect(tokens.redeem("unknown")).toBeUndefined();
});

test("a token is good for a minute", () => {
  const tokens = new Tokens<string>();
  try {
    setSystemTime(new Date("2030-01-01T00:00:00Z"));
    const [early, late] = [tokens.grant("early"), tokens.grant("late")];
    setSystemTime(new Date("2030-01-01T00:00:59Z"));
    expect(tokens.redeem(early)).toBe("early");
    setSystemTime(new Date("2030-01-01T00:01:00Z"));
    expect(tokens.redeem(late)).toBeUndefined();
  } finally {
    setSystemTime();
  }
});

test("requests that nobody comes for are limited, and make room when they are too old", () => {
  const tokens = new Tokens<number>();
  try {
    setSystemTime(new Date("2030-01-01T00:00:00Z"));
    for (let index = 0; index < 1000; index++) {
      tokens.grant(index);
    }
    expect(() => tokens.grant(1000)).toThrow("maximum number of in-flight requests exceeded");
    setSystemTime(new Date("2030-01-01T00:01:00Z"));
    expect(tokens.redeem(tokens.grant(1000))).toBe(1000);
  } finally {
    setSystemTime();
  }
});
