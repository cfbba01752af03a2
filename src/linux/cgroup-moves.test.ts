import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../../test/harness/command.ts";
import { CgroupMoves } from "./cgroup-moves.ts";

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "moves-"));
});

afterAll(() => rmSync(directory, { recursive: true }));

/** A file in the place of cgroup.procs. */
function listOf(name: string): string {
  const path = join(directory, name);
  writeFileSync(path, "");
  return path;
}

test("moves for a while, and not after it", async () => {
  const list = listOf("while");
  const moves = new CgroupMoves(async () => list);
  moves.expect();
  await eventually("the move", () => readFileSync(list, "utf8") === "0");
  writeFileSync(list, "");
  await eventually("the move", () => {
    moves.expect();
    return readFileSync(list, "utf8") === "0";
  });
  await Bun.sleep(500);
  writeFileSync(list, "");
  await Bun.sleep(50);
  expect(readFileSync(list, "utf8")).toBe("");
});

test("where this process was moved to meanwhile it stays", async () => {
  const before = listOf("before");
  const after = listOf("after");
  let list = before;
  const moves = new CgroupMoves(async () => list);
  moves.expect();
  await eventually("the move", () => readFileSync(before, "utf8") === "0");
  list = after;
  await eventually("the move", () => {
    moves.expect();
    return readFileSync(after, "utf8") === "0";
  });
  writeFileSync(before, "");
  moves.expect();
  await Bun.sleep(20);
  expect(readFileSync(before, "utf8")).toBe("");
});

test("where nothing can be moved nothing happens, once or again", async () => {
  const moves = new CgroupMoves(async () => join(directory, "missing"));
  moves.expect();
  await Bun.sleep(20);
  moves.expect();
  await Bun.sleep(20);
  expect(existsSync(join(directory, "missing"))).toBe(false);
});
