import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { archive } from "../../../test/harness/tar-archive.ts";
import { messageOf } from "../../errors/index.ts";
import { decompressed, detectCompression } from "../compression.ts";
import { tarEntries } from "./entries.ts";
import { TarWriter } from "./writer.ts";

async function* pieces(bytes: Uint8Array, size = 777): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
  }
}

/** Every other body is left unread: it must be passed over. */
async function list(bytes: Uint8Array, size?: number): Promise<string[]> {
  const entries: string[] = [];
  for await (const entry of tarEntries(decompressed(pieces(bytes, size), detectCompression(bytes)))) {
    let body = 0;
    for await (const piece of entries.length % 2 === 0 ? entry.body() : []) {
      body += piece.length;
    }
    entries.push(`${entry.type} ${entry.name} ${entry.size} ${body} ${entry.link}`.trim());
  }
  return entries;
}

const longName = `${"directory/".repeat(15)}file`;

function gnuTar(format: string): Uint8Array<ArrayBuffer> {
  const root = mkdtempSync(join(tmpdir(), "tar-"));
  try {
    mkdirSync(join(root, "directory/".repeat(15)), { recursive: true });
    writeFileSync(join(root, longName), "x".repeat(1000));
    writeFileSync(join(root, "b"), "y".repeat(512));
    symlinkSync("../blobs/x", join(root, "c"));
    const made = Bun.spawnSync(["tar", "-C", root, `--format=${format}`, "-c", longName, "b", "c"]);
    return new Uint8Array(made.stdout);
  } finally {
    rmSync(root, { recursive: true });
  }
}

test.each(["gnu", "pax", "ustar"])("reads what GNU tar writes as %s", async (format) => {
  const bytes = gnuTar(format);
  const expected = [`file ${longName} 1000 1000`, "file b 512 0", "symlink c 0 0 ../blobs/x"];
  expect(await list(bytes)).toEqual(expected);
  expect(await list(bytes, 1)).toEqual(expected);
  expect(await list(Bun.gzipSync(bytes))).toEqual(expected);
  expect(await list(Bun.zstdCompressSync(bytes))).toEqual(expected);
});

function written(...entries: readonly { name: string; size: number; data?: Uint8Array }[]): Buffer {
  const made: Uint8Array[] = [];
  const writer = new TarWriter((bytes) => void made.push(bytes));
  for (const { name, size, data } of entries) {
    const type = name.endsWith("/") ? "directory" : "file";
    writer.begin({ name, type, mode: 0o640, uid: 0, gid: 0, size, modified: 0 });
    if (data !== undefined) {
      writer.data(data);
    }
  }
  return Buffer.concat(made);
}

test("GNU tar reads what the writer writes", () => {
  const bytes = Buffer.concat([
    written(
      { name: "blobs/", size: 0 },
      { name: longName, size: 5, data: Buffer.from("hello") },
      { name: "index.json", size: 0 },
    ),
    Buffer.alloc(1024),
  ]);
  const listed = Bun.spawnSync(["tar", "-tvf", "-"], { stdin: bytes, env: { TZ: "UTC" } });
  const lines = listed.stdout.toString().trim().split("\n");
  expect(listed.stderr.toString()).toBe("");
  expect(lines.map((line) => line.replace(/\s+/g, " "))).toEqual([
    "drw-r----- 0/0 0 1970-01-01 00:00 blobs/",
    `-rw-r----- 0/0 5 1970-01-01 00:00 ${longName}`,
    "-rw-r----- 0/0 0 1970-01-01 00:00 index.json",
  ]);
});

test("files past 8 GiB are announced in a pax record", async () => {
  const size = 9 * 2 ** 30;
  const { value } = await tarEntries(pieces(written({ name: "big", size }))).next();
  expect(value).toMatchObject({ name: "big", size });
});

test("an entry of an unknown type is passed on with its data", async () => {
  const bytes = archive({ name: "odd", type: "V", data: "abc" }, { name: "next", data: "x" });
  expect(await list(bytes)).toEqual(["other odd 3 3", "file next 1 0"]);
});

const failure = (bytes: Uint8Array): Promise<string> => list(bytes).then(String, messageOf);

test("an archive that is cut short is an error, at every byte", async () => {
  const whole = written({ name: "a", size: 600, data: new Uint8Array(600) });
  expect(await list(whole)).toEqual(["file a 600 600"]);
  for (let length = 1; length < whole.length; length += 37) {
    expect(await failure(whole.subarray(0, length))).toContain("archive ends inside");
  }
});

test("truncated and broken compression is an error", async () => {
  const gzip = Bun.gzipSync(gnuTar("gnu"));
  expect(await failure(gzip.subarray(0, gzip.length - 20))).toContain("unexpected end of file");
  const zstd = Bun.zstdCompressSync(gnuTar("gnu"));
  expect(await failure(zstd.subarray(0, zstd.length - 20))).toContain("zstd stream ends inside a frame");
  const broken = zstd.map((byte, at) => (at > 20 && at < 40 ? 0xff : byte));
  expect(await failure(broken)).toMatch(/zstd|corrupt/i);
});

test("a decompression bomb is read in bounded memory, and only as far as its consumer reads", async () => {
  const bomb = Bun.gzipSync(
    Buffer.concat([
      written({ name: "a", size: 2 ** 28 }),
      new Uint8Array(2 ** 28),
    ]) as Uint8Array<ArrayBuffer>,
  );
  // Garbage does not count: on a busy machine it lies about for long.
  const memory = (): number => {
    Bun.gc(true);
    return process.memoryUsage().rss;
  };
  const before = memory();
  let peak = 0;
  let bytes = 0;
  for await (const entry of tarEntries(decompressed(pieces(bomb, 1 << 16), "gzip"))) {
    for await (const piece of entry.body()) {
      const isMeasured = bytes % (1 << 24) > (bytes + piece.length) % (1 << 24);
      bytes += piece.length;
      peak = isMeasured ? Math.max(peak, memory() - before) : peak;
    }
  }
  expect(bytes).toBe(2 ** 28);
  expect(peak).toBeLessThan(200 << 20);
});
