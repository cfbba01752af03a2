import { expect, test } from "bun:test";
import { constants, createDeflate } from "node:zlib";
import { adler32, dictionary } from "./dictionary.ts";
import { formatHeaders, HeaderReader, HeaderWriter } from "./header-block.ts";

/** Blocks compressed one after another, as a client does. */
async function compress(blocks: readonly Buffer[]): Promise<Buffer[]> {
  const deflate = createDeflate({ dictionary, flush: constants.Z_SYNC_FLUSH });
  const compressed: Buffer[] = [];
  let chunks: Buffer[] = [];
  deflate.on("data", (chunk: Buffer) => chunks.push(chunk));
  for (const block of blocks) {
    const { promise, resolve } = Promise.withResolvers<void>();
    deflate.write(block, () => deflate.flush(constants.Z_SYNC_FLUSH, resolve));
    await promise;
    compressed.push(Buffer.concat(chunks));
    chunks = [];
  }
  return compressed;
}

test("the dictionary is the one that zlib streams of SPDY name", () => {
  expect(dictionary.length).toBe(1423);
  let [a, b] = [1, 0];
  for (const byte of dictionary) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  expect(b * 65_536 + a).toBe(adler32);
});

test("headers of a connection are read one block after another", async () => {
  const sets = ["error", "stdin", "stdout"].map((type) => new Map([["streamtype", type]]));
  using reader = new HeaderReader();
  for (const [index, block] of (await compress(sets.map(formatHeaders))).entries()) {
    expect(await reader.read(block)).toEqual(sets[index] ?? new Map());
  }
});

test("what is written uncompressed is read", async () => {
  const writer = new HeaderWriter();
  using reader = new HeaderReader();
  expect(await reader.read(writer.write(new Map()))).toEqual(new Map());
  expect(await reader.read(writer.write(new Map([["a", "b"]])))).toEqual(new Map([["a", "b"]]));
});

test("names are read in lower case", async () => {
  using reader = new HeaderReader();
  const [block] = await compress([formatHeaders(new Map([["X", "Y"]]))]);
  expect(await reader.read(block ?? new Uint8Array())).toEqual(new Map([["x", "Y"]]));
});

test("a block that inflates to hundreds of megabytes is refused before it has", async () => {
  using reader = new HeaderReader();
  const [bomb] = await compress([Buffer.alloc(64 << 20)]);
  expect(bomb?.length).toBeLessThan(1 << 20);
  const before = process.memoryUsage.rss();
  await expect(reader.read(bomb ?? new Uint8Array())).rejects.toThrow("headers are longer than 65536 bytes");
  expect(process.memoryUsage.rss() - before).toBeLessThan(32 << 20);
});

test.each([
  ["more headers than anybody sends", [0, 0, 255, 255], "65535 headers are more than 100"],
  ["a count without headers", [0, 0, 0, 1], "ends in the middle of a header"],
  ["a name longer than the block", [0, 0, 0, 1, 127, 255, 255, 255, 97], "ends in the middle of a header"],
  ["nothing", [], "ends in the middle of a header"],
])("%s: refused", async (_what, bytes, message) => {
  using reader = new HeaderReader();
  const [block] = await compress([Buffer.from(bytes)]);
  await expect(reader.read(block ?? new Uint8Array())).rejects.toThrow(message);
});

test("bytes that are no zlib stream are refused", async () => {
  using reader = new HeaderReader();
  await expect(reader.read(Buffer.from("no zlib stream at all"))).rejects.toThrow(
    "headers cannot be inflated",
  );
});
