// Checks docs/threats.md: every row names a test, all named tests exist, and every test of this directory is named.
import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dir, "../..");
const text = readFileSync(join(root, "docs/threats.md"), "utf8");
const rows = text.split("\n").filter((line) => /^\| (?!input)/.test(line));
const named = (line: string): string[] =>
  [...line.matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, path = ""]) => path);

test("every row has a test, and every test that is named is there", () => {
  expect(rows.length).toBeGreaterThan(40);
  for (const row of rows) {
    expect(named(row), row).not.toEqual([]);
  }
  expect(named(text).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test("every test of threats is in the table", () => {
  const here = readdirSync(import.meta.dir).filter((name) => name.endsWith(".test.ts"));
  const listed = new Set(rows.flatMap(named));
  const missing = here.filter((name) => name !== "table.test.ts" && !listed.has(`test/security/${name}`));
  expect(missing).toEqual([]);
});
