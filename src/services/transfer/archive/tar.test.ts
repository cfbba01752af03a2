import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { background } from "../../../context/index.ts";
import { messageOf } from "../../../errors/index.ts";
import { ByteSource } from "./byte-source.ts";
import { decompressed } from "./compression.ts";
import { tarEntries } from "./tar-read.ts";
import { tarEnd, tarHeader, tarPadding } from "./tar-write.ts";

const ctx = background();

async function* pieces(bytes: Uint8Array, size = 777): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
  }
}

async function list(bytes: Uint8Array, size?: number): Promise<string[]> {
  const entries: string[] = [];
  const source = new ByteSource(ctx, decompressed(new ByteSource(ctx, pieces(bytes, size))));
  for await (const entry of tarEntries(source)) {
    let body = 0;
    // Every other body is left unread: it must be passed over.
    for await (const piece of entries.length % 2 === 0 ? entry.body() : []) {
      body += piece.length;
    }
    entries.push(`${entry.type} ${entry.name} ${entry.size} ${body} ${entry.link}`.trim());
  }
  return entries;
}

const longName = `${"directory/".repeat(15)}file`;

function gnuTar(format: string): Uint8Array {
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
  expect(await list(Bun.gzipSync(bytes as Uint8Array<ArrayBuffer>))).toEqual(expected);
  expect(await list(Bun.zstdCompressSync(bytes as Uint8Array<ArrayBuffer>))).toEqual(expected);
});

test("GNU tar reads what we write", () => {
  const content = Buffer.from("hello");
  const archive = Buffer.concat([
    tarHeader("blobs/", 0, 0o755, "directory"),
    tarHeader(longName, content.length, 0o444, "file"),
    content,
    tarPadding(content.length),
    tarHeader("index.json", 0, 0o644, "file"),
    tarEnd,
  ]);
  const listed = Bun.spawnSync(["tar", "-tvf", "-"], { stdin: archive });
  const lines = listed.stdout.toString().trim().split("\n");
  expect(listed.stderr.toString()).toBe("");
  expect(
    lines.map((line) =>
      line
        .replace(/\s+/g, " ")
        .split(" ")
        .filter((_, at) => at !== 3 && at !== 4)
        .join(" "),
    ),
  ).toEqual(["drwxr-xr-x 0/0 0 blobs/", `-r--r--r-- 0/0 5 ${longName}`, "-rw-r--r-- 0/0 0 index.json"]);
});

test("files past 8 GiB are announced in a pax record", async () => {
  const size = 9 * 2 ** 30;
  const header = tarHeader("big", size, 0o444, "file");
  const source = new ByteSource(ctx, pieces(header));
  const { value } = await tarEntries(source).next();
  expect(value).toMatchObject({ name: "big", size });
});

const failure = (bytes: Uint8Array): Promise<string> => list(bytes).then(String, messageOf);

test("broken archives are errors, at every byte", async () => {
  const whole = Buffer.concat([tarHeader("a", 600, 0o644, "file"), new Uint8Array(600), tarPadding(600)]);
  expect(await list(whole)).toEqual(["file a 600 600"]);
  for (let length = 1; length < whole.length; length += 37) {
    expect(await failure(whole.subarray(0, length))).toMatch(/archive ends|no tar/);
  }
  expect(await failure(Buffer.alloc(512, "x"))).toContain("no tar");
});

test("sizes and metadata that are too big or negative", async () => {
  const patched = (patch: (header: Buffer) => void): Buffer => {
    const header = Buffer.from(tarHeader("a", 1, 0o644, "file"));
    patch(header);
    header.fill(" ", 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return header;
  };
  expect(await failure(patched((header) => header.fill(0xff, 124, 136)))).toContain("invalid size -1");
  expect(await failure(patched((header) => header.write("9".repeat(11), 124)))).toContain("invalid size NaN");
  const long = patched((header) => {
    header.write("L", 156);
    header.write("77777777777", 124);
  });
  expect(await failure(long)).toContain("bytes of metadata for one entry");
  const pax = Buffer.from("9999 path=x\n");
  const paxed = patched((header) => {
    header.write("x", 156);
    header.write(`${pax.length.toString(8).padStart(11, "0")}\0`, 124);
  });
  expect(await failure(Buffer.concat([paxed, pax, tarPadding(pax.length)]))).toContain("broken pax record");
});

test("truncated and broken compression", async () => {
  const bytes = Bun.gzipSync(gnuTar("gnu") as Uint8Array<ArrayBuffer>);
  expect(await failure(bytes.subarray(0, bytes.length - 20))).toContain("invalid argument");
  const zstd = Bun.zstdCompressSync(gnuTar("gnu") as Uint8Array<ArrayBuffer>);
  // Bun ends a truncated zstd stream cleanly: what it held is missing all the same.
  expect(await failure(zstd.subarray(0, zstd.length - 20))).not.toContain("symlink c");
  const broken = zstd.map((byte, at) => (at > 20 && at < 40 ? 0xff : byte));
  expect(await failure(broken)).toMatch(/no valid zstd|^$/);
});

test("a bomb is read in bounded memory, and only as far as one reads", async () => {
  const bomb = Bun.gzipSync(Buffer.concat([tarHeader("a", 2 ** 28, 0o644, "file"), new Uint8Array(2 ** 28)]));
  // Garbage does not count: on a busy machine it lies about for long.
  const memory = (): number => {
    Bun.gc(true);
    return process.memoryUsage().rss;
  };
  const before = memory();
  let peak = 0;
  let bytes = 0;
  for await (const entry of tarEntries(
    new ByteSource(ctx, decompressed(new ByteSource(ctx, pieces(bomb, 1 << 16)))),
  )) {
    for await (const piece of entry.body()) {
      const isMeasured = bytes % (1 << 24) > (bytes + piece.length) % (1 << 24);
      bytes += piece.length;
      peak = isMeasured ? Math.max(peak, memory() - before) : peak;
    }
  }
  expect(bytes).toBe(2 ** 28);
  expect(peak).toBeLessThan(200 << 20);
});
