import { expect, test } from "bun:test";
import { constants, zstdCompressSync } from "node:zlib";
import { ZstdFrames } from "./zstd-frames.ts";

function watch(bytes: Buffer, step = bytes.length): void {
  const frames = new ZstdFrames();
  for (let at = 0; at < bytes.length; at += step) {
    frames.push(bytes.subarray(at, at + step));
  }
  frames.end();
}

const checksum = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
const skippable = Buffer.concat([Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0]), Buffer.from("abc")]);
const samples = [
  zstdCompressSync(Buffer.from("short")),
  zstdCompressSync(Buffer.alloc(0), checksum),
  zstdCompressSync(Buffer.alloc(3_000_000, "run"), checksum),
  zstdCompressSync(Buffer.from(Array.from({ length: 300_000 }, () => Math.random() * 256))),
];

test("complete streams are accepted, however they are split into pieces", () => {
  const all = Buffer.concat([...samples, skippable, ...samples]);
  for (const step of [all.length, 1, 7, 1000]) {
    watch(all, step);
  }
  watch(Buffer.alloc(0));
});

test("a stream that is cut off anywhere is refused", () => {
  for (const sample of [...samples, skippable]) {
    for (const cut of [1, 2, 4, 5, sample.length >> 1, sample.length - 3, sample.length - 1]) {
      expect(() => watch(sample.subarray(0, cut))).toThrow("zstd stream ends inside a frame");
    }
  }
});

test("garbage between and after frames is refused", () => {
  expect(() => watch(Buffer.concat([...samples, Buffer.from("garbage")]))).toThrow("no frame");
  const bad = Buffer.from(samples[0] ?? []);
  bad[6] = (bad[6] ?? 0) | 6;
  expect(() => watch(bad)).toThrow("bad block");
});
