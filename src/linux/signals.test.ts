import { expect, test } from "bun:test";
import { parseSignal } from "./signals.ts";

test("signals by name, number and real time offset", () => {
  expect(["SIGTERM", "kill", "9", "RTMIN+3", "SIGRTMAX-1"].map(parseSignal)).toEqual([15, 9, 9, 37, 63]);
  for (const bad of ["SIGNOTHING", "0", "65", "-1", "", "RTMIN+99"]) {
    expect(() => parseSignal(bad), bad).toThrow("unknown signal");
  }
});
