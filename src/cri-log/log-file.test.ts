import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomOf } from "../../test/harness/random.ts";
import { makeFifo } from "../linux/fifo.ts";
import { LogFile } from "./log-file.ts";

const directory = mkdtempSync(join(tmpdir(), "cri-log-"));
afterAll(() => rmSync(directory, { recursive: true }));

const open = (path: string, maxLineBytes = 16_384): Promise<LogFile> =>
  LogFile.open(path, {
    maxLineBytes,
    onLoss: (error) => {
      throw error;
    },
  });

const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z`;

/** The entries of a log without their times, which must be RFC 3339 and ascend. */
function entriesOf(path: string): string[] {
  const lines = readFileSync(path, "latin1").split("\n").slice(0, -1);
  let last = "";
  return lines.map((line) => {
    const [all = "", at = "", rest = ""] = new RegExp(`^(${time}) ([^]*)$`).exec(line) ?? [];
    expect(all).toBe(line);
    expect(at > last).toBe(true);
    last = at;
    return rest;
  });
}

test("each line has its time, its stream and whether it is whole", async () => {
  const path = join(directory, "deep/lines.log");
  const file = await open(path, 16);
  const [stdout, stderr] = [file.stream("stdout"), file.stream("stderr")];
  stdout.write(Buffer.from("one\ntw"));
  stderr.write(Buffer.from("bad\n"));
  stdout.write(Buffer.from("o\n\n"));
  await file.close();
  expect(entriesOf(path)).toEqual(["stdout F one", "stderr F bad", "stdout F two", "stdout F "]);
  expect(statSync(path).mode & 0o777).toBe(0o640 & ~process.umask());
});

test("a line that is too long is split into parts, of which the last is whole", async () => {
  const path = join(directory, "long.log");
  const file = await open(path, 4);
  file.stream("stdout").write(Buffer.from("abcdefghij\nabcd\nabcd\r\n"));
  await file.close();
  const parts = ["stdout P abcd", "stdout P efgh", "stdout F ij", "stdout F abcd", "stdout F abcd"];
  expect(entriesOf(path)).toEqual(parts);
});

test("what is not ended by a newline is a part", async () => {
  const path = join(directory, "end.log");
  const file = await open(path, 0);
  const stdout = file.stream("stdout");
  stdout.write(Buffer.from("prompt> "));
  stdout.end();
  await file.close();
  expect(entriesOf(path)).toEqual(["stdout P prompt> "]);
});

/** What containerd would log of a stream: lines without CR LF, cut at `max`. */
function expectedEntries(text: string, max: number): string[] {
  const lines = text.split("\n");
  const rest = lines.pop() ?? "";
  const cut = (line: string, lastTag: string): string[] => {
    const parts: string[] = [];
    let from = 0;
    for (; line.length - from > max; from += max) {
      parts.push(`P ${line.slice(from, from + max)}`);
    }
    return [...parts, `${lastTag} ${line.slice(from)}`];
  };
  return [
    ...lines.flatMap((line) => cut(line.replace(/\r$/, ""), "F")),
    ...(rest === "" ? [] : cut(rest, "P")),
  ];
}

test("however output is cut into chunks, the log is what was printed", async () => {
  const pick = randomOf(7);
  for (let round = 0; round < 200; round++) {
    const max = [1, 2, 3, 7, 64][pick(5)] ?? 1;
    const alphabet = ["\n", "\r", "\r\n", "a", "b", "ÿ", "c".repeat(max), "d".repeat(max + 1)];
    const texts = { stdout: "", stderr: "" };
    const path = join(directory, `random-${round}.log`);
    const file = await open(path, max);
    const streams = { stdout: file.stream("stdout"), stderr: file.stream("stderr") };
    for (let chunk = 0; chunk < 20; chunk++) {
      const name = pick(2) === 0 ? "stdout" : "stderr";
      const text = Array.from({ length: pick(8) }, () => alphabet[pick(alphabet.length)]).join("");
      texts[name] += text;
      streams[name].write(Buffer.from(text, "latin1"));
      if (pick(4) === 0) {
        await file.written();
      }
    }
    streams.stdout.end();
    streams.stderr.end();
    await file.close();
    const entries = entriesOf(path);
    for (const name of ["stdout", "stderr"] as const) {
      const own = entries.filter((entry) => entry.startsWith(name)).map((entry) => entry.slice(7));
      expect(own).toEqual(expectedEntries(texts[name], max));
    }
    rmSync(path);
  }
});

test("at a rotation no entry is lost or cut, also while much is written", async () => {
  const path = join(directory, "rotated.log");
  const file = await open(path);
  const stdout = file.stream("stdout");
  let printed = 0;
  for (let rotation = 0; rotation < 20; rotation++) {
    for (let chunk = 0; chunk < 3; chunk++) {
      stdout.write(Buffer.from(Array.from({ length: 500 }, () => `line ${printed++}\n`).join("")));
    }
    renameSync(path, `${path}.${rotation}`);
    await file.reopen();
    // Complete: kubelet may compress it now.
    const { size } = statSync(`${path}.${rotation}`);
    stdout.write(Buffer.from(`line ${printed++}\n`));
    expect(statSync(`${path}.${rotation}`).size).toBe(size);
  }
  await file.close();
  const files = [...Array.from({ length: 20 }, (_, rotation) => `${path}.${rotation}`), path];
  const expected = Array.from({ length: printed }, (_, line) => `stdout F line ${line}`);
  expect(files.flatMap(entriesOf)).toEqual(expected);
});

test("when the new file cannot be opened, the old one goes on being used", async () => {
  const path = join(directory, "stays.log");
  const file = await open(path);
  const stdout = file.stream("stdout");
  stdout.write(Buffer.from("one\n"));
  renameSync(path, `${path}.1`);
  mkdirSync(path);
  await expect(file.reopen()).rejects.toThrow(`cannot open log ${path}`);
  stdout.write(Buffer.from("two\n"));
  await file.close();
  expect(entriesOf(`${path}.1`)).toEqual(["stdout F one", "stdout F two"]);
});

test("a FIFO, a directory, a link and a file in the place of a directory are no logs", async () => {
  const fifo = join(directory, "fifo.log");
  makeFifo(fifo, 0o600);
  const link = join(directory, "link.log");
  symlinkSync("/etc/passwd", link);
  mkdirSync(join(directory, "directory.log"));
  for (const path of [fifo, link, join(directory, "directory.log"), join(fifo, "c.log"), "/dev/null"]) {
    await expect(open(path)).rejects.toThrow(`cannot open log ${path}`);
  }
});
