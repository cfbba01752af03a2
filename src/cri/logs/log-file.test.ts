import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LineWriter, LogFile } from "./log-file.ts";

const directory = mkdtempSync(join(tmpdir(), "cri-log-"));
afterAll(() => rmSync(directory, { recursive: true }));

const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z`;

/** The entries of a log without their times, which must be RFC 3339. */
function entriesOf(path: string): string[] {
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => {
    const [all = "", rest = ""] = new RegExp(`^${time} (.*)$`).exec(line) ?? [];
    expect(all).toBe(line);
    return rest;
  });
}

test("each line has its time, its stream and whether it is whole", () => {
  const path = join(directory, "deep/lines.log");
  using file = new LogFile(path);
  const [stdout, stderr] = [new LineWriter(file, "stdout", 16), new LineWriter(file, "stderr", 16)];
  stdout.write(Buffer.from("one\ntw"));
  stderr.write(Buffer.from("bad\n"));
  stdout.write(Buffer.from("o\n\n"));
  expect(entriesOf(path)).toEqual(["stdout F one", "stderr F bad", "stdout F two", "stdout F "]);
});

test("a line that is too long is split into parts, of which the last is whole", () => {
  const path = join(directory, "long.log");
  using file = new LogFile(path);
  const stdout = new LineWriter(file, "stdout", 4);
  stdout.write(Buffer.from("abcdefghij\nabcd\n"));
  expect(entriesOf(path)).toEqual(["stdout P abcd", "stdout P efgh", "stdout F ij", "stdout F abcd"]);
});

test("what is not ended by a newline is a part", () => {
  const path = join(directory, "end.log");
  using file = new LogFile(path);
  const stdout = new LineWriter(file, "stdout", 0);
  stdout.write(Buffer.from("prompt> "));
  stdout.end();
  expect(entriesOf(path)).toEqual(["stdout P prompt> "]);
});

test("bytes that are no text stay as they are", () => {
  const path = join(directory, "bytes.log");
  using file = new LogFile(path);
  new LineWriter(file, "stdout", 0).write(Buffer.from([0xff, 0x00, 0xc3, 0x0a]));
  expect(readFileSync(path).subarray(-4)).toEqual(Buffer.from([0xff, 0x00, 0xc3, 0x0a]));
});

test("after a rotation a new file is written", () => {
  const path = join(directory, "rotated.log");
  using file = new LogFile(path);
  const stdout = new LineWriter(file, "stdout", 0);
  stdout.write(Buffer.from("old\n"));
  renameSync(path, `${path}.1`);
  file.reopen();
  stdout.write(Buffer.from("new\n"));
  expect(entriesOf(`${path}.1`)).toEqual(["stdout F old"]);
  expect(entriesOf(path)).toEqual(["stdout F new"]);
});
