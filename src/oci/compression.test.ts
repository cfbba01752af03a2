import { expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { messageOf } from "../errors/index.ts";
import { compressed, decompressed, detectCompression } from "./compression.ts";

const text = Buffer.from("some text, ".repeat(1000));

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(chunks));
}

test.each(["none", "gzip", "zstd"] as const)(
  "%s: told by its first bytes, and undone",
  async (compression) => {
    const bytes = await collect(compressed([text.subarray(0, 5000), text.subarray(5000)], compression));
    expect(detectCompression(bytes)).toBe(compression);
    expect(await collect(decompressed([bytes.subarray(0, 1), bytes.subarray(1)], compression))).toEqual(text);
    expect(await collect(compressed([text.subarray(0, 5000), text.subarray(5000)], compression))).toEqual(
      bytes,
    );
  },
);

test("zstd may begin with a frame of other data, and a stream may have no bytes at all", () => {
  expect(detectCompression(Buffer.from("\x5a*M\x18\x03\0\0\0abc", "latin1"))).toBe("zstd");
  expect(detectCompression(Buffer.alloc(0))).toBe("none");
  expect(detectCompression(Buffer.from("BZhouse/"))).toBe("none");
});

test.each(["bzip2", "xz"])("%s is refused by its name", (name) => {
  const bytes = execFileSync(name, ["-c"], { input: text });
  expect(() => detectCompression(bytes)).toThrow(
    `compression ${name}: only gzip, zstd and none are supported`,
  );
});

test("an error of the source is thrown to the reader", async () => {
  const failing = async function* (): AsyncGenerator<Uint8Array> {
    yield text;
    throw new Error("no more");
  };
  for (const compression of ["none", "gzip", "zstd"] as const) {
    expect(await collect(compressed(failing(), compression)).catch(messageOf)).toBe("no more");
  }
});
