import { afterAll, expect, test } from "bun:test";
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { eventually } from "../../test/harness/command.ts";
import { attachIo, removeFifos, streamIo } from "./fifo.ts";

const directory = mkdtempSync(join(tmpdir(), "fifo-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

class Collector {
  text = "";
  readonly sink = (bytes: Uint8Array): void => {
    this.text += Buffer.from(bytes).toString();
  };
}

const place = { id: "c1", directory };

test("output is read until the writer closes, not before it came", async () => {
  const output = new Collector();
  const io = await streamIo({ stdout: output.sink, terminal: true })(place);
  await Bun.sleep(20);
  const writer = openSync(io.stdio.stdout, "w");
  writeSync(writer, "hello ");
  await Bun.sleep(10);
  writeSync(writer, "there");
  closeSync(writer);
  await io.drained;
  expect(output.text).toBe("hello there");
  await io[Symbol.asyncDispose]();
  expect(readdirSync(join(directory, "fifo"))).toEqual([]);
});

test("a slow sink holds the writer back", async () => {
  const { promise: release, resolve } = Promise.withResolvers<void>();
  let taken = 0;
  const io = await streamIo({
    terminal: true,
    stdout: async (bytes) => {
      taken += bytes.length;
      await release;
    },
  })(place);
  const size = 4 << 20;
  const child = Bun.spawn(["sh", "-c", `head -c ${size} /dev/zero > ${io.stdio.stdout}`]);
  await Bun.sleep(50);
  expect(taken).toBeLessThan(size / 2);
  resolve();
  await io.drained;
  expect(taken).toBe(size);
  await child.exited;
  await io[Symbol.asyncDispose]();
});

test("input is written once the reader is there, and its end is told", async () => {
  const ended = Promise.withResolvers<void>();
  const io = await streamIo({ stdin: Readable.from([Buffer.from("some "), Buffer.from("input")]) })(place);
  const child = Bun.spawn(["cat", io.stdio.stdin], { stdout: "pipe" });
  io.connect(async () => ended.resolve());
  await ended.promise;
  expect(await new Response(child.stdout).text()).toBe("some input");
  await io[Symbol.asyncDispose]();
});

test("a process that does not read does not fail anybody", async () => {
  const io = await streamIo({ stdin: Readable.from([Buffer.alloc(1 << 20)]) })(place);
  const child = Bun.spawn(["head", "-c", "10", io.stdio.stdin], { stdout: "ignore" });
  let isTold = false;
  io.connect(async () => {
    isTold = true;
  });
  await child.exited;
  await Bun.sleep(20);
  expect(isTold).toBe(false);
  await io[Symbol.asyncDispose]();
});

test("streams that were left are there for the next client, and go with the process", async () => {
  const [first, second] = [new Collector(), new Collector()];
  const io = await streamIo({ stdout: first.sink, terminal: true })(place);
  const keeper = openSync(io.stdio.stdout, "r+");
  writeSync(keeper, "one");
  await eventually("the first half", () => first.text === "one");
  io.leave();
  writeSync(keeper, "two");
  const next = attachIo(io.stdio, { stdout: second.sink });
  await eventually("the second half", () => second.text === "two");
  closeSync(keeper);
  await next.drained;
  expect([first.text, second.text]).toEqual(["one", "two"]);
  await next[Symbol.asyncDispose]();
  expect(existsSync(io.stdio.stdout)).toBe(true);
  await removeFifos(io.stdio);
  expect(existsSync(io.stdio.stdout)).toBe(false);
});

test("only directories of FIFOs are removed with a process", async () => {
  const file = join(directory, "precious");
  await removeFifos({ stdin: "", stdout: file, stderr: `file://${file}`, terminal: false });
  expect(existsSync(directory)).toBe(true);
});

test("a terminal has no error stream", async () => {
  const io = await streamIo({ stdout: () => {}, stderr: () => {}, terminal: true })(place);
  expect(io.stdio).toMatchObject({ stderr: "", terminal: true, stdin: "" });
  await io[Symbol.asyncDispose]();
});
