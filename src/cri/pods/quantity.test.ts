import { expect, test } from "bun:test";
import { parseQuantity } from "./quantity.ts";

test("quantities with decimal and binary suffixes, fractions and exponents, rounded up", () => {
  const cases: [text: string, value: bigint][] = [
    ["0", 0n],
    ["+12", 12n],
    ["-3k", -3000n],
    ["10M", 10_000_000n],
    ["1.1M", 1_100_000n],
    [".5G", 500_000_000n],
    ["1.", 1n],
    ["1.5Ki", 1536n],
    ["0.1Ki", 103n],
    ["1P", 10n ** 15n],
    ["2Ei", 2n ** 61n],
    ["1E", 10n ** 18n],
    ["3e6", 3_000_000n],
    ["1.5E3", 1500n],
    ["15e-1", 2n],
    ["100m", 1n],
    ["1500u", 1n],
  ];
  for (const [text, value] of cases) {
    expect([text, parseQuantity(text)]).toEqual([text, value]);
  }
});

test("what is no quantity", () => {
  for (const text of ["", "M", ".", "1 M", "1MB", "1ki", "0x1", "1e", "e5", "1e9999", "١"]) {
    expect(() => parseQuantity(text)).toThrow("is not a quantity");
  }
});
