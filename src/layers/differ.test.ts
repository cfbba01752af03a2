import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { archive } from "../../test/harness/tar-archive.ts";
import { background, derive } from "../context/index.ts";
import type { ContentStore } from "../core/content.ts";
import type { ApplyOptions } from "../core/diff.ts";
import { kindOf, messageOf } from "../errors/index.ts";
import { childCommand } from "./child.ts";
import { WalkingDiffer } from "./differ.ts";
import { gzipLayer, layerTypes, uncompressedLayer, zstdLayer } from "./media-type.ts";

// Processes and disks of a busy machine take their time.
setDefaultTimeout(30_000);

const top = fs.mkdtempSync(join(tmpdir(), "differ-"));
afterAll(() => fs.rmSync(top, { recursive: true }));

const ctx = background("test");
let cases = 0;

/** Blobs as files of a directory is all that applying needs of a content store. */
function differ(command = childCommand()): WalkingDiffer {
  const content = { path: async (_: unknown, digest: string) => join(top, digest.slice(7)) };
  return new WalkingDiffer(content as unknown as ContentStore, command);
}

const sha256 = (bytes: Uint8Array): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

function blob(bytes: Uint8Array, mediaType: string) {
  const digest = sha256(bytes);
  fs.writeFileSync(join(top, digest.slice(7)), bytes);
  return { mediaType, digest, size: bytes.length };
}

function target() {
  const path = join(top, `target${cases++}`);
  fs.mkdirSync(path);
  return { path, mounts: [{ type: "bind", source: path, target: "", options: ["rbind", "rw"] }] };
}

async function complaint(bytes: Uint8Array, mediaType: string): Promise<string> {
  return await differ()
    .apply(ctx, blob(bytes, mediaType), target().mounts)
    .then(
      () => expect.unreachable(),
      (error: unknown) => messageOf(error),
    );
}

const plain = archive({ name: "dir/file", data: "hello" });
const padded = Buffer.concat([plain, Buffer.alloc(5000)]);

const forms: [string, Uint8Array][] = [
  ["plain", plain],
  ["gzip", gzipSync(plain)],
  ["gzip in members", Buffer.concat([gzipSync(plain.subarray(0, 700)), gzipSync(plain.subarray(700))])],
  ["zstd", zstdCompressSync(plain)],
];

test.each(forms)("bytes that are %s are applied, whatever the media type says", async (_, bytes) => {
  expect(layerTypes.length).toBe(12);
  for (const mediaType of layerTypes) {
    const { path, mounts } = target();
    const seen: number[] = [];
    const options: ApplyOptions = { progress: (count) => seen.push(count) };
    const { descriptor } = await differ().apply(ctx, blob(bytes, mediaType), mounts, options);
    expect(descriptor).toEqual({ mediaType: uncompressedLayer, digest: sha256(plain), size: plain.length });
    expect(fs.readFileSync(join(path, "dir/file"), "utf8")).toBe("hello");
    expect(seen.at(-1)).toBe(bytes.length);
  }
});

test("what follows the archive's end counts for the diff id", async () => {
  const { descriptor } = await differ().apply(ctx, blob(gzipSync(padded), gzipLayer), target().mounts);
  expect(descriptor).toMatchObject({ digest: sha256(padded), size: padded.length });
});

test("damaged blobs are refused though their digest is right", async () => {
  const zipped = gzipSync(plain);
  const flipped = Buffer.from(zipped);
  flipped[flipped.length - 6] = (flipped.at(-6) ?? 0) ^ 1;
  const half = archive({ name: "big", data: Buffer.alloc(300_000, "x") }).subarray(0, 200_000);
  const table: [Uint8Array, string, string][] = [
    [zipped.subarray(0, -5), gzipLayer, "unexpected end of file"],
    [flipped, gzipLayer, "incorrect data check"],
    [Buffer.concat([zipped, Buffer.from("garbage")]), gzipLayer, "incorrect header check"],
    [
      Buffer.from("BZh91AY&SY and more"),
      gzipLayer,
      "compression bzip2: only gzip, zstd and none are supported",
    ],
    [Buffer.from("\xfd7zXZ\0 and more", "latin1"), uncompressedLayer, "compression xz: only gzip"],
    [Buffer.from("no tar at all".repeat(100)), uncompressedLayer, "tar header with"],
    [half, uncompressedLayer, 'archive ends inside entry "big"'],
    [zstdCompressSync(half), zstdLayer, 'archive ends inside entry "big"'],
    [zstdCompressSync(padded).subarray(0, -3), zstdLayer, "zstd stream ends inside a frame"],
    [
      Buffer.concat([zstdCompressSync(plain), Buffer.from("garbage")]),
      zstdLayer,
      "zstd stream with something that is no frame",
    ],
  ];
  for (const [bytes, mediaType, message] of table) {
    expect(await complaint(bytes, mediaType)).toContain(message);
  }
});

test("a blob of another digest is refused", async () => {
  const layer = blob(plain, uncompressedLayer);
  fs.writeFileSync(join(top, layer.digest.slice(7)), archive({ name: "dir/file", data: "other" }));
  const error = await differ()
    .apply(ctx, layer, target().mounts)
    .catch((caught: unknown) => caught);
  expect(messageOf(error)).toContain(`blob ${layer.digest} has the digest sha256:`);
  expect(kindOf(error)).toBe("failed precondition");
});

test("another media type is for another differ", async () => {
  const error = await differ()
    .apply(ctx, blob(plain, "application/vnd.in-toto+json"), target().mounts)
    .catch((caught: unknown) => caught);
  expect(kindOf(error)).toBe("not implemented");
});

test("a decompression bomb takes disk, not memory", async () => {
  const size = 400 << 20;
  const head = archive({ name: "bomb", size }).subarray(0, 512);
  const bomb = gzipSync(Buffer.concat([head, Buffer.alloc(size + 1024)]), { level: 1 });
  const { path, mounts } = target();
  const log = join(top, "memory");
  const peak = peakMemory([...childCommand()], log);
  {
    await using measured = differ(peak);
    await measured.apply(ctx, blob(bomb, gzipLayer), mounts, { sync: false });
  }
  expect(fs.statSync(join(path, "bomb")).size).toBe(size);
  expect(Number(fs.readFileSync(log, "utf8"))).toBeLessThan(250 << 20);
  fs.rmSync(path, { recursive: true });
}, 30_000);

/** Runs the command and notes the most memory it had at a time, in bytes. */
function peakMemory(command: string[], log: string): string[] {
  const script = `
    const child = Bun.spawnSync(${JSON.stringify(command)}, { stdin: "inherit", stdout: "inherit", stderr: "inherit" });
    require("node:fs").writeFileSync(${JSON.stringify(log)}, String(child.resourceUsage.maxRSS));
    process.exit(child.exitCode);`;
  return [process.execPath, "-e", script];
}

test("giving up kills the process, and what it printed before it died is told", async () => {
  const abort = new AbortController();
  const giveUp = derive(ctx, { signal: abort.signal });
  const pidFile = join(top, "pid");
  const sleeper = ["sh", "-c", `echo $$ > ${pidFile}; exec sleep 60`];
  const work = differ(sleeper).apply(giveUp, blob(plain, uncompressedLayer), target().mounts);
  while (!fs.existsSync(pidFile) || fs.readFileSync(pidFile, "utf8") === "") {
    await Bun.sleep(5);
  }
  abort.abort();
  expect(kindOf(await work.catch((error: unknown) => error))).toBe("canceled");
  expect(fs.existsSync(`/proc/${fs.readFileSync(pidFile, "utf8").trim()}`)).toBe(false);
  const crash = differ(["sh", "-c", "echo '{half' >&2; echo last words >&2; kill -SEGV $$"]);
  await expect(crash.apply(ctx, blob(plain, uncompressedLayer), target().mounts)).rejects.toThrow(
    "layer helper was killed by SIGSEGV: {half\nlast words",
  );
});

/** The command of the helper, which notes each process that it starts in the file `log`. */
function noted(log: string): string[] {
  const words = childCommand().map((word) => `'${word}'`);
  return ["sh", "-c", `echo started >> '${log}'; exec ${words.join(" ")}`];
}

const startsIn = (log: string): number => fs.readFileSync(log, "utf8").trim().split("\n").length;

/** Mounts that the helper has to make, because no single directory shows them. */
function twoMounts() {
  const [outer, inner] = [target(), target()];
  fs.mkdirSync(join(outer.path, "below"));
  return [...outer.mounts, ...inner.mounts.map((mount) => ({ ...mount, target: "below" }))];
}

test("a helper takes the next layer, unless one failed in it or it has mounts of its own", async () => {
  const log = join(top, "starts");
  await using shared = differ(noted(log));
  const apply = (mounts = target().mounts) => shared.apply(ctx, blob(plain, uncompressedLayer), mounts);
  await apply();
  await apply();
  expect(startsIn(log)).toBe(1);
  await expect(shared.apply(ctx, blob(plain.subarray(0, 700), gzipLayer), target().mounts)).rejects.toThrow();
  await apply();
  expect(startsIn(log)).toBe(2);
  await apply(twoMounts());
  await apply();
  expect(startsIn(log)).toBe(3);
});

test("layers that are applied at the same time have helpers of their own, and giving up one leaves the other alone", async () => {
  const log = join(top, "starts at once");
  const neverComes = "f".repeat(64);
  Bun.spawnSync(["mkfifo", join(top, neverComes)]);
  await using shared = differ(noted(log));
  const abort = new AbortController();
  const waiting = { ...blob(plain, uncompressedLayer), digest: `sha256:${neverComes}` };
  const stuck = shared.apply(derive(ctx, { signal: abort.signal }), waiting, target().mounts);
  const applied = await shared.apply(ctx, blob(padded, uncompressedLayer), target().mounts);
  expect(applied.descriptor.size).toBe(padded.length);
  while (startsIn(log) < 2) {
    await Bun.sleep(5);
  }
  abort.abort();
  expect(kindOf(await stuck.catch((error: unknown) => error))).toBe("canceled");
  const next = await shared.apply(ctx, blob(plain, uncompressedLayer), target().mounts);
  expect(next.descriptor.size).toBe(plain.length);
  expect(startsIn(log)).toBe(2);
});

test("the process dies with its parent", async () => {
  const fifo = join(top, "fifo");
  Bun.spawnSync(["mkfifo", fifo]);
  const job = {
    id: 1,
    command: "apply",
    blob: fifo,
    layer: blob(plain, uncompressedLayer),
    mounts: [],
    sync: false,
  };
  const command = childCommand();
  const parent = Bun.spawn(
    [
      process.execPath,
      "-e",
      `const c = Bun.spawn(${JSON.stringify(command)}, { stdin: Buffer.from(${JSON.stringify(JSON.stringify(job))}), stderr: "ignore" });
       console.log(c.pid); setInterval(() => {}, 1000);`,
    ],
    { stdout: "pipe" },
  );
  const reader = parent.stdout.getReader();
  const pid = Number(new TextDecoder().decode((await reader.read()).value));
  // The helper waits in open(2) of the FIFO, after it asked for the signal.
  const isWaiting = (): boolean => fs.readFileSync(`/proc/${pid}/wchan`, "utf8").includes("partner");
  for (let tries = 0; tries < 1000 && !isWaiting(); tries++) {
    await Bun.sleep(10);
  }
  expect(fs.existsSync(`/proc/${pid}`)).toBe(true);
  parent.kill("SIGKILL");
  await parent.exited;
  for (let tries = 0; tries < 1000 && fs.existsSync(`/proc/${pid}/exe`); tries++) {
    await Bun.sleep(10);
  }
  expect(fs.existsSync(`/proc/${pid}/exe`)).toBe(false);
});

test("mounts of other kinds are made where nobody else sees them", async () => {
  const [source, inner] = [target().path, target().path];
  fs.mkdirSync(join(source, "below"));
  const mounts = [
    { type: "bind", source, target: "", options: ["rbind", "rw"] },
    { type: "bind", source: inner, target: "below", options: ["rbind", "rw"] },
  ];
  const layer = archive({ name: "top", data: "1" }, { name: "below/file", data: "2" });
  await differ().apply(ctx, blob(layer, uncompressedLayer), mounts);
  expect(fs.readdirSync(source).sort()).toEqual(["below", "top"]);
  expect(fs.readdirSync(join(source, "below"))).toEqual([]);
  expect(fs.readFileSync(join(inner, "file"), "utf8")).toBe("2");
  expect(fs.readFileSync("/proc/self/mountinfo", "utf8")).not.toContain(inner);
});
