import { expect, test } from "bun:test";
import { readDuration } from "./flags.ts";

test("durations of flags", () => {
  expect(["0", "500ms", "1h30m", "1.5s"].map(readDuration)).toEqual([0, 500, 5_400_000, 1500]);
  for (const bad of ["", "10", "1x", "h1", "1h-", "-1s"]) {
    expect(() => readDuration(bad), bad).toThrow("not a duration");
  }
});
