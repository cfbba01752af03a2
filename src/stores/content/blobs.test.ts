import { afterAll, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { BlobInfo } from "../../core/blob.ts";
import { toMillis } from "../../core/time.ts";
import { kindOf, messageOf } from "../../errors/index.ts";
import { mount, unmountAll } from "../../linux/mount.ts";
import { DiskBlobs } from "./blobs.ts";

const top = mkdtempSync(join(tmpdir(), "blobs-"));
afterAll(() => rmSync(top, { recursive: true }));

let stores = 0;
async function newStore(): Promise<{ store: DiskBlobs; root: string }> {
  const root = join(top, String(stores++));
  return { store: await DiskBlobs.open(root), root };
}

function digestOf(bytes: Uint8Array | string, algorithm = "sha256"): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}

async function failure(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );
}

async function put(store: DiskBlobs, text: string): Promise<BlobInfo> {
  await using writer = await store.writer({ ref: `put-${text}` });
  await writer.write(Buffer.from(text));
  return await writer.commit(text.length, digestOf(text));
}

test("what was written and committed is read back, at any offset", async () => {
  const { store, root } = await newStore();
  const info = await put(store, "hello blob");
  expect(info).toEqual(await store.info(digestOf("hello blob")));
  expect(info.size).toBe(10);
  expect(Math.abs(toMillis(info.createdAt) - Date.now())).toBeLessThan(10_000);
  expect(statSync(store.path(info.digest)).mode & 0o777).toBe(0o444);
  expect(readdirSync(join(root, "ingest"))).toEqual([]);
  await using reader = await store.reader(info.digest);
  expect(Buffer.from(await reader.read(0, 100)).toString()).toBe("hello blob");
  expect(Buffer.from(await reader.read(6, 2)).toString()).toBe("bl");
  expect((await reader.read(10, 5)).length).toBe(0);
  expect((await reader.read(11, 5)).length).toBe(0);
});

test("an unknown blob is not found, and a bad digest never becomes a path", async () => {
  const { store } = await newStore();
  const digest = digestOf("nothing");
  for (const ask of [() => store.info(digest), () => store.reader(digest), () => store.remove(digest)]) {
    expect(messageOf(await failure(ask()))).toBe(`content ${digest}: not found`);
  }
  for (const bad of ["sha256:../../etc/passwd", "md5:abc", "sha256", "", "sha256:AB"]) {
    expect(kindOf(await failure(store.info(bad)))).toBe("invalid argument");
  }
});

test("a ref is locked until its writer ends", async () => {
  const { store } = await newStore();
  const writer = await store.writer({ ref: "layer-x" });
  const error = await failure(store.writer({ ref: "layer-x" }));
  expect(kindOf(error)).toBe("unavailable");
  expect(messageOf(error)).toMatch(/^ref layer-x locked for [\d.]+s \(since .+\): unavailable$/);
  await writer.close();
  await writer.close();
  await (await store.writer({ ref: "layer-x" })).close();
});

test("an ingest is resumed with its bytes rehashed", async () => {
  const { store } = await newStore();
  {
    await using writer = await store.writer({ ref: "r", total: 6 });
    await writer.write(Buffer.from("abc"));
  }
  const before = await store.status("r");
  expect(before).toMatchObject({ ref: "r", offset: 3, total: 6 });
  const writer = await store.writer({ ref: "r", total: 6, expected: digestOf("abcdef") });
  expect(writer.status).toMatchObject({ offset: 3, total: 6, startedAt: before.startedAt });
  expect(await writer.digest()).toBe(digestOf("abc"));
  await writer.write(Buffer.from("def"));
  await writer.commit(6, digestOf("abcdef"));
  expect(await store.statuses()).toEqual([]);
});

test("an ingest survives a restart, another total begins it anew", async () => {
  const { store, root } = await newStore();
  const writer = await store.writer({ ref: "r", total: 6 });
  await writer.write(Buffer.from("abc"));
  const restarted = await DiskBlobs.open(root);
  expect((await restarted.statuses()).map((status) => status.ref)).toEqual(["r"]);
  await using again = await restarted.writer({ ref: "r", total: 7 });
  await writer.close();
  expect(again.status).toMatchObject({ offset: 0, total: 7 });
});

test("truncate restarts, and the total is a bound", async () => {
  const { store } = await newStore();
  await using writer = await store.writer({ ref: "r", total: 3 });
  await writer.write(Buffer.from("xyz"));
  expect(messageOf(await failure(writer.write(Buffer.from("!"))))).toBe(
    "write of 1 bytes at 3 exceeds the total of 3 bytes: failed precondition",
  );
  await writer.truncate();
  expect(writer.status.offset).toBe(0);
  await writer.write(Buffer.from("abc"));
  await writer.commit(0, digestOf("abc"));
});

test("a wrong size or digest is refused, and the ingest stays", async () => {
  const { store } = await newStore();
  const size = await store.writer({ ref: "size" });
  await size.write(Buffer.from("abc"));
  expect(messageOf(await failure(size.commit(4, "")))).toBe(
    "unexpected commit size 3, expected 4: failed precondition",
  );
  expect(kindOf(await failure(size.write(Buffer.from("d"))))).toBe("failed precondition");
  const digest = await store.writer({ ref: "size" });
  const other = digestOf("other");
  expect(messageOf(await failure(digest.commit(0, other)))).toBe(
    `unexpected commit digest ${digestOf("abc")}, expected ${other}: failed precondition`,
  );
  expect((await store.status("size")).offset).toBe(3);
  await (await store.writer({ ref: "size" })).commit(0, "");
  expect((await store.info(digestOf("abc"))).size).toBe(3);
});

test("a blob that is there already ends the ingest", async () => {
  const { store, root } = await newStore();
  const { digest } = await put(store, "twice");
  expect(messageOf(await failure(store.writer({ ref: "again", expected: digest })))).toBe(
    `content ${digest}: already exists`,
  );
  expect(kindOf(await failure(put(store, "twice")))).toBe("already exists");
  expect(readdirSync(join(root, "ingest"))).toEqual([]);
  expect(await store.statuses()).toEqual([]);
});

test.each(["sha384", "sha512"])("%s, told at the opening or only at the commit", async (algorithm) => {
  const { store } = await newStore();
  const early = await store.writer({ ref: "early", expected: digestOf("a", algorithm) });
  await early.write(Buffer.from("a"));
  expect(await early.digest()).toBe(digestOf("a", algorithm));
  await early.commit(1, digestOf("a", algorithm));
  const late = await store.writer({ ref: "late" });
  await late.write(Buffer.from("b"));
  expect((await late.commit(1, digestOf("b", algorithm))).digest).toBe(digestOf("b", algorithm));
  const listed = await Array.fromAsync(store.list());
  expect(listed.map((info) => info.digest).sort()).toEqual(
    [digestOf("a", algorithm), digestOf("b", algorithm)].sort(),
  );
});

test("abort removes, also below an open writer", async () => {
  const { store } = await newStore();
  const writer = await store.writer({ ref: "r" });
  await writer.write(Buffer.from("abc"));
  await store.abort("r");
  expect(messageOf(await failure(store.abort("r")))).toBe('ingest ref "r": not found');
  expect(kindOf(await failure(store.status("r")))).toBe("not found");
  await failure(writer.commit(3, ""));
  await (await store.writer({ ref: "r" })).close();
});

test("what a crash leaves is removed or resumed at the next start", async () => {
  const { store, root } = await newStore();
  await put(store, "kept");
  mkdirSync(join(root, "ingest", "0".repeat(64)));
  writeFileSync(join(root, "ingest", "0".repeat(64), "ref"), "x");
  writeFileSync(join(root, "blobs", "sha256", "not-a-digest"), "");
  const restarted = await DiskBlobs.open(root);
  expect(existsSync(join(root, "ingest", "0".repeat(64)))).toBe(false);
  const listed = await Array.fromAsync(restarted.list());
  expect(listed.map((info) => info.digest)).toEqual([digestOf("kept")]);
  await restarted.remove(digestOf("kept"));
  expect(await Array.fromAsync(restarted.list())).toEqual([]);
});

test("a full disk is told, and the ingest goes on when there is room", async () => {
  const path = join(top, "small");
  mkdirSync(path);
  mount({ type: "tmpfs", source: "tmpfs", target: "", options: ["size=1m"] }, path);
  try {
    const store = await DiskBlobs.open(path);
    const filler = join(path, "filler");
    writeFileSync(filler, Buffer.alloc(600 << 10));
    const bytes = Buffer.alloc(800 << 10, "x");
    const writer = await store.writer({ ref: "r", total: bytes.length });
    expect(messageOf(await failure(writer.write(bytes)))).toMatch(/^write ingest r: ENOSPC/);
    expect(kindOf(await failure(writer.commit(0, "")))).toBe("failed precondition");
    rmSync(filler);
    await using again = await store.writer({ ref: "r", total: bytes.length });
    expect(again.status.offset).toBe((await store.status("r")).offset);
    await again.write(bytes.subarray(again.status.offset));
    await again.commit(bytes.length, digestOf(bytes));
  } finally {
    await unmountAll(path);
  }
});

test("one big write leaves others their turn of the event loop, at least each MiB", async () => {
  const { store } = await newStore();
  const bytes = Buffer.alloc(64 << 20, "tsrt");
  const digest = digestOf(bytes);
  await using writer = await store.writer({ ref: "big" });
  let turns = 0;
  let isWriting = true;
  const count = (): void => {
    turns++;
    if (isWriting) {
      setImmediate(count);
    }
  };
  setImmediate(count);
  await writer.write(bytes);
  isWriting = false;
  expect(turns).toBeGreaterThanOrEqual(63);
  await writer.commit(bytes.length, digest);
});

test("what another thread appended is taken over, and hashed anew only when more is written here", async () => {
  const { store } = await newStore();
  const digest = digestOf("onetwo");
  {
    await using writer = await store.writer({ ref: "a", total: 9 });
    await writer.write(Buffer.from("one"));
    writeFileSync(writer.file, "onetwo");
    expect(messageOf(await failure(writer.adopt(7, digest)))).toContain(
      "has 6 bytes, not the 7 that were announced",
    );
    await writer.adopt(6, digest);
    expect(writer.status.offset).toBe(6);
    expect(await writer.digest()).toBe(digest);
    await writer.write(Buffer.from("end"));
    expect(await writer.digest()).toBe(digestOf("onetwoend"));
    await writer.truncate();
    expect(await writer.digest()).toBe(digestOf(""));
  }
  await using writer = await store.writer({ ref: "b" });
  writeFileSync(writer.file, "onetwo");
  await writer.adopt(6, digest);
  const { size } = await writer.commit(6, digestOf("onetwo", "sha512"));
  expect(size).toBe(6);
});

test.each([
  ["total", "many"],
  ["total", "-1"],
  ["startedat", "yesterday"],
  ["ref", ""],
])("an ingest whose file %s is damaged (%j) is begun anew", async (name, damage) => {
  const { store } = await newStore();
  const writer = await store.writer({ ref: "r", total: 6 });
  await writer.write(Buffer.from("abc"));
  await writer.close();
  writeFileSync(join(dirname(writer.file), name), damage);
  expect(await store.statuses()).toEqual([]);
  await using again = await store.writer({ ref: "r", total: 6 });
  expect(again.status).toMatchObject({ offset: 0, total: 6 });
});
