import { expect, test } from "bun:test";
import { formatPart } from "./progress.ts";

test("a part of a transfer is a bar", () => {
  const part = {
    name: `layer-sha256:${"ab".repeat(32)}`,
    parents: [],
    event: "downloading",
    progress: 512,
    total: 1024,
  };
  const half = `|${"+".repeat(15)}${"-".repeat(15)}|`;
  expect(formatPart(part)).toBe(
    `${"layer (abababababab)".padEnd(28)} ${"downloading".padEnd(14)} ${half} 512.0 B/1.0 KiB`,
  );
  expect(formatPart({ ...part, event: "extracted", progress: 0 })).toContain("+".repeat(30));
  expect(formatPart({ ...part, total: 0 })).not.toContain("|");
});
