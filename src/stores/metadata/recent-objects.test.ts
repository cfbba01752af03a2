import type { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode } from "cborg";
import { openReader, openWriter, prepareDatabase } from "./database.ts";
import { RecentObjects } from "./recent-objects.ts";

let directory: string;
let writer: Database;
let reader: Database;
let objects: RecentObjects;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "recent-"));
  const path = join(directory, "meta.db");
  prepareDatabase(path);
  writer = openWriter(path);
  reader = openReader(path);
  objects = new RecentObjects(reader);
});

afterEach(() => {
  reader.close();
  writer.close();
  rmSync(directory, { recursive: true });
});

function put(key: string, record: unknown): void {
  const columns = "INTO object (namespace, kind, key, record) VALUES ('n', 'container', ?, ?)";
  writer.query(`INSERT OR REPLACE ${columns}`).run(key, encode(record));
}

const recordOf = (key: string) => objects.get<unknown>("n", "container", key)?.record;

test("what is asked for again is the same object, until something changes", () => {
  put("a", [1]);
  const first = objects.get("n", "container", "a");
  expect(objects.get("n", "container", "a")).toBe(first as NonNullable<typeof first>);
  put("b", [2]);
  expect(objects.get("n", "container", "a")).toEqual(first as NonNullable<typeof first>);
  expect(objects.get("n", "container", "a")).not.toBe(first as NonNullable<typeof first>);
});

test("a change is seen with the first read after its commit", () => {
  for (let round = 0; round < 100; round++) {
    put("a", [round]);
    expect(recordOf("a")).toEqual([round]);
    expect(recordOf("a")).toEqual([round]);
  }
  writer.run("BEGIN");
  put("a", ["uncommitted"]);
  expect(recordOf("a")).toEqual([99]);
  writer.run("COMMIT");
  expect(recordOf("a")).toEqual(["uncommitted"]);
});

test("what was deleted is gone, what was missing appears", () => {
  expect(recordOf("a")).toBeUndefined();
  put("a", [1]);
  expect(recordOf("a")).toEqual([1]);
  writer.run("DELETE FROM object");
  expect(recordOf("a")).toBeUndefined();
  expect(objects.get("other", "container", "a")).toBeUndefined();
  expect(objects.get("n", "image", "a")).toBeUndefined();
});

test("more of them, and larger ones, than it keeps", () => {
  writer.run("BEGIN");
  for (let index = 0; index < 3000; index++) {
    put(`c${index}`, [index]);
  }
  put("large", ["x".repeat(100_000)]);
  writer.run("COMMIT");
  for (let index = 0; index < 6000; index++) {
    expect(recordOf(`c${index % 3000}`)).toEqual([index % 3000]);
  }
  const large = objects.get("n", "container", "large");
  expect(large?.record).toEqual(["x".repeat(100_000)]);
  expect(objects.get("n", "container", "large")).not.toBe(large as NonNullable<typeof large>);
});

test("nobody can change what others will be given", () => {
  put("a", [1]);
  const { labels } = objects.get("n", "container", "a") ?? { labels: {} };
  expect(() => Object.assign(labels, { added: "x" })).toThrow();
});
