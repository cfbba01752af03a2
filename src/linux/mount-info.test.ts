import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { mountOf, mountTable } from "./mount-info.ts";

test("the table has every mount, and a path lies in the one that is deepest above it", () => {
  const lines = readFileSync("/proc/self/mountinfo", "utf8").trim().split("\n");
  const table = mountTable();
  expect(table).toHaveLength(lines.length);
  expect(table.map(({ point }) => point)).toContain("/proc");
  expect(mountOf("/proc/self/status")?.point).toBe("/proc");
  expect(mountOf("/process")?.point).not.toBe("/proc");
  expect(mountOf("/")?.point).toBe("/");
});
