import { afterAll, expect, test } from "bun:test";
import { closeSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../../../test/harness/command.ts";
import { criLogUri } from "../../core/cri-log.ts";
import { again, readFd } from "../../linux/fd.ts";
import { makeFifo, openFifoReader } from "../../linux/fifo.ts";
import { LoggedOutput } from "./cri.ts";
import { parseTarget } from "./sink.ts";

const directory = mkdtempSync(join(tmpdir(), "cri-sink-"));
afterAll(() => rmSync(directory, { recursive: true }));

const open = (name: string): Promise<LoggedOutput> =>
  LoggedOutput.open(
    parseTarget(criLogUri({ path: name === "" ? "" : join(directory, name), maxLineBytes: 64 })),
  );

const textsOf = (name: string): string[] =>
  readFileSync(join(directory, name), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.slice(31));

function fifo(name: string): { path: string; reader: number } {
  const path = join(directory, name);
  makeFifo(path, 0o600);
  return { path, reader: openFifoReader(path) };
}

/** All that is there now. */
function readAll(reader: number): string {
  const buffer = Buffer.alloc(4 << 20);
  let length = 0;
  for (let count = readFd(reader, buffer); count > 0; count = readFd(reader, buffer.subarray(length))) {
    length += count;
  }
  return buffer.subarray(0, length).toString();
}

test("paths with characters that mean something in a URI are kept", async () => {
  const name = "a b?c#d%20é.log";
  const output = await open(name);
  output.stdout.write(Buffer.from("one\n"));
  await Promise.all([output.stdout.close(), output.stderr.close()]);
  expect(textsOf(name)).toEqual(["stdout F one"]);
});

test("sizes of lines that are none, and relative paths, are refused", async () => {
  for (const uri of [
    "cri:///x?max-line-size=-1",
    "cri:///x?max-line-size=many",
    "cri:relative?max-line-size=1",
  ]) {
    await expect(LoggedOutput.open(parseTarget(uri))).rejects.toThrow(/must be/);
  }
});

test("a tap gets what comes after it, and ends with the output; a later one ends at once", async () => {
  const output = await open("tapped.log");
  const [first, second] = [fifo("first"), fifo("second")];
  output.stdout.write(Buffer.from("before\n"));
  output.tap({ stdout: first.path, stderr: "" });
  output.stdout.write(Buffer.from("after"));
  expect(readFd(first.reader, Buffer.alloc(100))).toBe("after".length);
  expect(readFd(first.reader, Buffer.alloc(100))).toBe(again);
  await Promise.all([output.stdout.close(), output.stderr.close()]);
  expect(readFd(first.reader, Buffer.alloc(100))).toBe(0);
  output.tap({ stdout: second.path, stderr: "" });
  expect(readFd(second.reader, Buffer.alloc(100))).toBe(0);
  expect(textsOf("tapped.log")).toEqual(["stdout F before", "stdout P after"]);
  closeSync(first.reader);
  closeSync(second.reader);
});

test("a full tap holds the output back until it is read, and no longer than its reader is there", async () => {
  const output = await open("");
  const { path, reader } = fifo("full");
  output.tap({ stdout: path, stderr: "" });
  const chunk = Buffer.alloc(64 << 10, "x");
  let written = 0;
  for (; !output.stdout.isFull; written += chunk.length) {
    output.stdout.write(chunk);
  }
  let isWritable = false;
  output.stdout.whenWritable(() => {
    isWritable = true;
  });
  let received = 0;
  await eventually("all to be read", () => {
    received += readAll(reader).length;
    return received === written;
  });
  await eventually("it to be writable", () => isWritable);
  while (!output.stdout.isFull) {
    output.stdout.write(chunk);
  }
  closeSync(reader);
  await eventually("the tap to be gone", () => !output.stdout.isFull);
  await Promise.all([output.stdout.close(), output.stderr.close()]);
});

test("a path that nobody reads, or that is no FIFO, is no tap", async () => {
  const output = await open("");
  const { path, reader } = fifo("unread");
  closeSync(reader);
  writeFileSync(join(directory, "file"), "");
  for (const stdout of [path, join(directory, "file"), join(directory, "absent")]) {
    expect(() => output.tap({ stdout, stderr: "" })).toThrow();
  }
  await Promise.all([output.stdout.close(), output.stderr.close()]);
});

test("a rotation after the end of the output makes an empty log", async () => {
  const output = await open("ended.log");
  output.stderr.write(Buffer.from("last\n"));
  await Promise.all([output.stdout.close(), output.stderr.close()]);
  renameSync(join(directory, "ended.log"), join(directory, "ended.log.1"));
  await output.reopen();
  expect(textsOf("ended.log.1")).toEqual(["stderr F last"]);
  expect(readFileSync(join(directory, "ended.log"), "utf8")).toBe("");
});
