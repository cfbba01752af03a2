import { expect, test } from "bun:test";
import { binarySize, decimalSize, humanDuration } from "./units.ts";

test("sizes", () => {
  expect([0, 1023, 1024, 1_062_882, 5 * 2 ** 30].map(binarySize)).toEqual([
    "0.0 B",
    "1023.0 B",
    "1.0 KiB",
    "1.0 MiB",
    "5.0 GiB",
  ]);
  expect([0, 405, 1000, 1_062_282, 209_715_200].map(decimalSize)).toEqual([
    "0B",
    "405B",
    "1kB",
    "1.062MB",
    "209.7MB",
  ]);
});

test("durations in words", () => {
  const second = 1000;
  const hour = 3600 * second;
  const cases: [number, string][] = [
    [0, "Less than a second"],
    [second, "1 second"],
    [59 * second, "59 seconds"],
    [90 * second, "About a minute"],
    [45 * 60 * second, "45 minutes"],
    [50 * 60 * second, "About an hour"],
    [5 * hour, "5 hours"],
    [3 * 24 * hour, "3 days"],
    [20 * 24 * hour, "2 weeks"],
    [100 * 24 * hour, "3 months"],
    [800 * 24 * hour, "2 years"],
  ];
  for (const [millis, words] of cases) {
    expect(humanDuration(millis)).toBe(words);
  }
});
