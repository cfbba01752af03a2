import { expect, test } from "bun:test";
import { DetachFilter, parseDetachKeys, typedKeys } from "./detach-keys.ts";

const keys = parseDetachKeys("ctrl-p,ctrl-q");

function feed(filter: DetachFilter, ...inputs: number[][]) {
  const output: number[] = [];
  for (const input of inputs) {
    const result = filter.filter(Uint8Array.from(input));
    output.push(...result.output);
    if (result.isDetached) {
      return { output, isDetached: true };
    }
  }
  return { output, isDetached: false };
}

test("keys are written as control characters or letters", () => {
  expect([...keys]).toEqual([0x10, 0x11]);
  expect([...parseDetachKeys("ctrl-@,ctrl-[,x")]).toEqual([0, 0x1b, 0x78]);
  expect(parseDetachKeys("")).toHaveLength(0);
  expect(() => parseDetachKeys("ctrl-pp")).toThrow("neither a character nor ctrl-X");
});

test("the sequence detaches, also when it comes in pieces", () => {
  expect(feed(new DetachFilter(keys), [1, 0x10, 0x11, 2])).toEqual({ output: [1], isDetached: true });
  expect(feed(new DetachFilter(keys), [0x10], [0x11])).toEqual({ output: [], isDetached: true });
});

test("keys that only begin the sequence are passed on with what follows", () => {
  expect(feed(new DetachFilter(keys), [0x10, 0x61])).toEqual({ output: [0x10, 0x61], isDetached: false });
  expect(feed(new DetachFilter(keys), [0x10], [0x10, 0x11])).toEqual({ output: [0x10], isDetached: true });
});

test("without keys everything passes", () => {
  expect(feed(new DetachFilter(new Uint8Array()), [0x10, 0x11]).isDetached).toBe(false);
});

async function* typing(inputs: readonly number[][], end?: Error): AsyncGenerator<Uint8Array> {
  for (const input of inputs) {
    yield Uint8Array.from(input);
  }
  if (end !== undefined) {
    throw end;
  }
}

function typed(source: AsyncIterable<Uint8Array>) {
  const ends: string[] = [];
  const end = { detached: () => ends.push("detached"), hungUp: () => ends.push("hung up") };
  return { ends, output: typedKeys(source, keys, end) };
}

test("input that ends or fails is a terminal that has gone", async () => {
  for (const end of [undefined, new Error("EIO")]) {
    const { ends, output } = typed(typing([[1], [2]], end));
    expect((await Array.fromAsync(output)).map(([byte]) => byte)).toEqual([1, 2]);
    expect(ends).toEqual(["hung up"]);
  }
});

test("a process that reads no more is no terminal that has gone", async () => {
  const { ends, output } = typed(typing([[1], [2]]));
  for await (const bytes of output) {
    expect(bytes).toEqual(Uint8Array.of(1));
    break;
  }
  expect(ends).toEqual([]);
});

test("after the detach keys nothing comes, not even the end", async () => {
  const { ends, output } = typed(typing([[1], [0x10, 0x11], [2]]));
  expect((await output.next()).value).toEqual(Uint8Array.of(1));
  expect((await output.next()).value).toEqual(new Uint8Array(0));
  const next = await Promise.race([output.next(), Bun.sleep(20).then(() => "nothing")]);
  expect(next).toBe("nothing");
  expect(ends).toEqual(["detached"]);
});
