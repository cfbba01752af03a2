import { expect, test } from "bun:test";
import { parseDuration } from "./flags.ts";

test("durations of flags", () => {
  expect(["0", "500ms", "1h30m", "1.5s"].map(parseDuration)).toEqual([0, 500, 5_400_000, 1500]);
  for (const bad of ["", "10", "1x", "h1", "1h-"]) {
    expect(() => parseDuration(bad), bad).toThrow("not a duration");
  }
});
