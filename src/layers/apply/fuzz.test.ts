// Archives damaged at random: each is applied or refused with an error about the archive, and nothing outside changes.
import { afterAll, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeTree } from "../../../test/harness/describe-tree.ts";
import { type Random, randomOf } from "../../../test/harness/random.ts";
import { archive, entry } from "../../../test/harness/tar-archive.ts";
import { Fault, messageOf } from "../../errors/index.ts";
import { SystemError } from "../../linux/libc.ts";
import { uncompressedLayer } from "../media-type.ts";
import { apply } from "./apply.ts";

const top = fs.mkdtempSync(join(tmpdir(), "fuzz-"));
afterAll(() => fs.rmSync(top, { recursive: true }));

const seedArchive = archive(
  { name: "d", type: "5", mode: 0o755 },
  {
    name: "d/file",
    data: "content",
    pax: [
      ["mtime", "1.5"],
      ["SCHILY.xattr.user.a", "b"],
    ],
  },
  { name: "d/link", type: "2", link: "../../outside" },
  { name: "d/link/x", data: "y" },
  { name: "d/hard", type: "1", link: "d/file" },
  { name: "d/.wh.gone" },
  { name: "d/.wh..wh..opq" },
  {
    name: "sparse",
    data: "abc",
    pax: [
      ["GNU.sparse.size", "9"],
      ["GNU.sparse.map", "1,3"],
    ],
  },
  entry({ name: "././@LongLink", type: "L", data: `d/${"long".repeat(40)}\0` }),
  { name: "short", data: "x", magic: "ustar  \0" },
  { name: "fifo", type: "6" },
);

const interesting = [
  "../",
  "/",
  "\0",
  ".wh.",
  "..",
  "0",
  "1",
  "2",
  "5",
  "x",
  "g",
  "S",
  "\x80",
  "\xff",
  "77777777777\0",
  "-1",
];

function damage(next: Random): Buffer {
  const bytes = Buffer.from(seedArchive);
  for (let count = 1 + next(4); count > 0; count--) {
    const at = next(bytes.length);
    bytes.write(interesting[next(interesting.length)] ?? "", at, "latin1");
    fixChecksum(bytes, at - (at % 512));
  }
  return bytes.subarray(0, next(8) === 0 ? next(bytes.length) : bytes.length);
}

/** Damage that every reader notices at once would test little. */
function fixChecksum(bytes: Buffer, block: number): void {
  const header = bytes.subarray(block, block + 512);
  if (header.subarray(257, 262).toString("latin1") === "ustar") {
    header.write("        ", 148, "latin1");
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  }
}

/** Errors of the archive's making, and not of ours. */
function isExpected(error: unknown): boolean {
  let inner = error;
  while (inner instanceof Error && inner.cause !== undefined) {
    inner = inner.cause;
  }
  return (
    inner instanceof Fault ||
    inner instanceof SystemError ||
    /^(entry|hard link|too many|.* is not a directory)/.test(messageOf(inner))
  );
}

test.each(["plain", "overlay"])(
  "500 damaged archives, %s",
  async (kind) => {
    const outside = join(top, kind, "outside");
    fs.mkdirSync(outside, { recursive: true });
    fs.writeFileSync(join(outside, "x"), "secret", { mode: 0o600 });
    const untouched = describeTree(join(top, kind));
    const outcomes = { applied: 0, refused: 0 };
    for (let seed = 1; seed <= 500; seed++) {
      const bytes = damage(randomOf(seed));
      const root = join(top, kind, "root");
      const blob = join(top, "blob");
      fs.mkdirSync(root);
      fs.writeFileSync(blob, bytes);
      const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
      const mount =
        kind === "plain"
          ? { type: "bind", source: root, target: "", options: [] }
          : { type: "overlay", source: "overlay", target: "", options: [`upperdir=${root}`] };
      const layer = { mediaType: uncompressedLayer, digest, size: bytes.length };
      try {
        await apply({ command: "apply", blob, layer, mounts: [mount], sync: false }, () => {});
        outcomes.applied++;
      } catch (error) {
        outcomes.refused++;
        if (!isExpected(error)) {
          throw new Error(`seed ${seed}`, { cause: error });
        }
      }
      fs.rmSync(root, { recursive: true });
    }
    expect(describeTree(join(top, kind))).toBe(untouched);
    expect(outcomes.applied).toBeGreaterThan(50);
    expect(outcomes.refused).toBeGreaterThan(50);
  },
  30_000,
);
