import { expect, test } from "bun:test";
import { CriLogReader } from "./cri-log.ts";

const log = `2026-11-30T20:00:00.1Z stdout F one line
2026-11-30T20:00:00.2Z stderr F oops: a  b
2026-11-30T20:00:00.3Z stdout P first half,
2026-11-30T20:00:00.4Z stdout F  second half
2026-11-30T20:00:00.5Z stdout F 
2026-11-30T20:00:00.6Z stdout P:x tagged
2026-11-30T20:00:00.7Z stdout P no newline
`;

function readIn(size: number, text = log): { stdout: string; stderr: string } {
  const reader = new CriLogReader();
  const bytes = Buffer.from(text);
  const read = { stdout: "", stderr: "" };
  for (let start = 0; start < bytes.length; start += size) {
    for (const { stream, text: piece } of reader.read(bytes.subarray(start, start + size))) {
      read[stream] += Buffer.from(piece).toString();
    }
  }
  return read;
}

test("text without its prefix, in whatever pieces it comes", () => {
  const whole = { stdout: "one line\nfirst half, second half\n\ntaggedno newline", stderr: "oops: a  b\n" };
  for (const size of [1, 2, 7, 64, 4096]) {
    expect(readIn(size)).toEqual(whole);
  }
});

test("a line that is none is left out, and those around it are read", () => {
  for (const broken of ["", "no log", "2026 stdout", "2026 stdin F x", "2026 stdout X x", "\0\0\0\0"]) {
    expect(readIn(9, `t stdout F before\n${broken}\nt stdout F after\n`).stdout).toBe("before\nafter\n");
  }
});

test("an entry is given when its line has ended, and not before", () => {
  const reader = new CriLogReader();
  expect(reader.read(Buffer.from("t stdout F half"))).toEqual([]);
  const [entry] = reader.read(Buffer.from(" whole\n"));
  expect(Buffer.from(entry?.text ?? "").toString()).toBe("half whole\n");
});

test("what was given stays as it is when the buffer is used again", () => {
  const buffer = Buffer.from("t stdout F text\n");
  const [entry] = new CriLogReader().read(buffer);
  buffer.fill(0);
  expect(Buffer.from(entry?.text ?? "").toString()).toBe("text\n");
});
