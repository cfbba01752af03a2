import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { background } from "../context/index.ts";
import type { ContentReader, ContentStore } from "../core/content.ts";
import { localBlob } from "./local-blob.ts";

const directory = mkdtempSync(join(tmpdir(), "local-blob-"));
afterAll(() => rmSync(directory, { recursive: true }));

const ctx = background("test");
const digest = `sha256:${"a".repeat(64)}`;
const bytes = Buffer.alloc((2 << 20) + 5, "layer");

/** A store whose blobs are no local files. `size` is what it promises, `given` what it has. */
function remote(size: number, given: Uint8Array): ContentStore {
  const reader: ContentReader = {
    size,
    read: async (offset, length) => given.subarray(offset, offset + length),
    [Symbol.asyncDispose]: async () => {},
  };
  return { path: async () => undefined, reader: async () => reader } as Partial<ContentStore> as ContentStore;
}

test("a blob that is no local file is copied, and the copy goes afterwards", async () => {
  let path: string;
  {
    await using blob = await localBlob(ctx, remote(bytes.length, bytes), digest);
    path = blob.path;
    expect(readFileSync(path).equals(bytes)).toBe(true);
  }
  expect(existsSync(path)).toBe(false);
});

test("a local file is used as it is, and stays", async () => {
  const path = join(directory, "blob");
  writeFileSync(path, "layer");
  const store = { path: async () => path } as Partial<ContentStore> as ContentStore;
  {
    await using blob = await localBlob(ctx, store, digest);
    expect(blob.path).toBe(path);
  }
  expect(existsSync(path)).toBe(true);
});

test("a store that gives less than it promised is an error", async () => {
  const short = localBlob(ctx, remote(bytes.length, bytes.subarray(0, 10)), digest);
  await expect(short).rejects.toThrow(`read blob: it ended at byte 10 of ${bytes.length}`);
});

test("a caller that gave up is not waited for", async () => {
  const cancelled = { ...ctx, signal: AbortSignal.abort() };
  await expect(localBlob(cancelled, remote(bytes.length, bytes), digest)).rejects.toThrow("canceled");
});
