import { expect, test } from "bun:test";
import { binarySize, cpuTime, decimalSize, humanDuration, shortDuration } from "./units.ts";

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

test("times on a CPU", () => {
  const second = 1_000_000_000n;
  const nanos = [
    0n,
    45_600_000n,
    60n * second - 1n,
    60n * second,
    3599n * second,
    3600n * second,
    360_420n * second,
  ];
  expect(nanos.map(cpuTime)).toEqual(["0.00s", "0.04s", "59.99s", "1m00s", "59m59s", "1h00m", "100h07m"]);
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

test("ages", () => {
  const seconds = [-1, 0, 119, 120, 7199, 7200, 172_799, 172_800];
  expect(seconds.map((each) => shortDuration(each * 1000 + 999))).toEqual([
    "0s",
    "0s",
    "119s",
    "2m",
    "119m",
    "2h",
    "47h",
    "2d",
  ]);
});
