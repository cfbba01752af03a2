import type { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openReader, openWriter, prepareDatabase } from "./database.ts";
import { RecentObjects } from "./recent-objects.ts";
import { encodeRecord } from "./records.ts";

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

/** An object whose record holds a text. */
function put(key: string, text: string): void {
  const columns = "INTO object (namespace, kind, key, record) VALUES ('n', 'ingest', ?, ?)";
  const record = encodeRecord("ingest", { backendRef: text, expected: "" });
  writer.query(`INSERT OR REPLACE ${columns}`).run(key, record);
}

const textOf = (key: string) => objects.get("n", "ingest", key)?.record.backendRef;

test("what is asked for again is the same object, until something changes", () => {
  put("a", "1");
  const first = objects.get("n", "ingest", "a");
  expect(objects.get("n", "ingest", "a")).toBe(first as NonNullable<typeof first>);
  put("b", "2");
  expect(objects.get("n", "ingest", "a")).toEqual(first as NonNullable<typeof first>);
  expect(objects.get("n", "ingest", "a")).not.toBe(first as NonNullable<typeof first>);
});

test("a change is seen with the first read after its commit", () => {
  for (let round = 0; round < 100; round++) {
    put("a", String(round));
    expect(textOf("a")).toBe(String(round));
    expect(textOf("a")).toBe(String(round));
  }
  writer.run("BEGIN");
  put("a", "uncommitted");
  expect(textOf("a")).toBe("99");
  writer.run("COMMIT");
  expect(textOf("a")).toBe("uncommitted");
});

test("what was deleted is gone, what was missing appears", () => {
  expect(textOf("a")).toBeUndefined();
  put("a", "1");
  expect(textOf("a")).toBe("1");
  writer.run("DELETE FROM object");
  expect(textOf("a")).toBeUndefined();
  expect(objects.get("other", "ingest", "a")).toBeUndefined();
  expect(objects.get("n", "image", "a")).toBeUndefined();
});

test("more of them, and larger ones, than it keeps", () => {
  writer.run("BEGIN");
  for (let index = 0; index < 3000; index++) {
    put(`c${index}`, String(index));
  }
  put("large", "x".repeat(100_000));
  writer.run("COMMIT");
  for (let index = 0; index < 6000; index++) {
    expect(textOf(`c${index % 3000}`)).toBe(String(index % 3000));
  }
  const large = objects.get("n", "ingest", "large");
  expect(large?.record.backendRef).toBe("x".repeat(100_000));
  expect(objects.get("n", "ingest", "large")).not.toBe(large as NonNullable<typeof large>);
});

test("nobody can change what others will be given", () => {
  put("a", "1");
  const { labels } = objects.get("n", "ingest", "a") ?? { labels: {} };
  expect(() => Object.assign(labels, { added: "x" })).toThrow();
});
