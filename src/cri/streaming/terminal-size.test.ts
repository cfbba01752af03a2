import { expect, test } from "bun:test";
import { readSizes } from "./terminal-size.ts";

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    yield Buffer.from(text);
  }
}

test("sizes are read however the stream is cut", async () => {
  const sizes = readSizes(pieces('{"Width":80,"Hei', 'ght":24}{"Width":1', '00,"Height":40}\n'));
  expect(await Array.fromAsync(sizes)).toEqual([
    { width: 80, height: 24 },
    { width: 100, height: 40 },
  ]);
});

test.each([
  ['{"Width":-1,"Height":24}', "between 0 and 65535"],
  ['{"Width":80}', "between 0 and 65535"],
  ['{"Width":70000,"Height":24}', "between 0 and 65535"],
  ["x".repeat(2000), "not a JSON object"],
])("%s is no size", async (text, message) => {
  await expect(Array.fromAsync(readSizes(pieces(text)))).rejects.toThrow(message);
});
