import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastError, logSize } from "./log.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "tsrt-runc-log-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

function logOf(...lines: string[]): string {
  const path = join(directory, "log.json");
  writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
  return path;
}

test("the last error counts, whatever stands around it", () => {
  const path = logOf(
    '{"level":"error","msg":"first"}',
    '{"level":"error","msg":" second \\n"}',
    '{"level":"warning","msg":"not this"}',
    '{"level":"error","msg":7}',
    '["error"]',
    "null",
    "panic: no JSON at all",
  );
  expect(lastError(path, 0)).toBe("second");
});

test("what earlier commands complained of is not this command's error", () => {
  const earlier = '{"level":"error","msg":"earlier"}';
  const path = logOf(earlier, '{"level":"info","msg":"fine"}');
  expect(lastError(path, earlier.length + 1)).toBeUndefined();
  expect(lastError(path, logSize(path))).toBeUndefined();
});

test("a log that was never written has no error", () => {
  expect(lastError(join(directory, "missing"), 0)).toBeUndefined();
});
