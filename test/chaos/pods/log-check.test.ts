import { afterAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { scratch } from "../../harness/scratch.ts";
import { type Extent, problemOf } from "./log-check.ts";

const directory = scratch();
afterAll(() => directory[Symbol.dispose]());

const time = "2026-11-30T22:00:00.000000001Z";
const whole = (...numbers: number[]): string =>
  numbers.map((number) => `${time} stdout F line ${number}\n`).join("");

function check(text: string, extent: Extent): string | undefined {
  const path = directory.join("log");
  writeFileSync(path, text);
  return problemOf(path, { name: "c", lines: 3, burst: 1, exitCode: 0, stays: false }, extent);
}

test.each<[string, string, Extent, string | undefined]>([
  ["all lines", whole(1, 2, 3), "whole", undefined],
  ["the last is missing", whole(1, 2), "whole", "the log has 2 of 3 lines"],
  ["nothing", "", "whole", "the log has 0 of 3 lines"],
  ["a gap", whole(1, 3), "whole", `entry 2 of the log is "${time} stdout F line 3"`],
  ["a line twice", whole(1, 2, 2, 3), "whole", `entry 3 of the log is "${time} stdout F line 2"`],
  ["nothing yet", "", "beginning", undefined],
  ["the first lines", whole(1, 2), "beginning", undefined],
  ["a part of a line", `${whole(1)}${time} stdout P lin\n`, "beginning", undefined],
  [
    "a part of no line",
    `${whole(1)}${time} stdout P other\n`,
    "beginning",
    `the last entry of the log is "${time} stdout P other"`,
  ],
  ["not the first line", whole(2), "beginning", `the last entry of the log is "${time} stdout F line 2"`],
  ["a torn entry", `${whole(1)}${time} stdo`, "beginning", "the last entry of the log is torn"],
])("%s", (_, text, extent, problem) => {
  expect(check(text, extent)).toBe(problem);
});
