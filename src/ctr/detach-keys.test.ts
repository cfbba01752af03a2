import { expect, test } from "bun:test";
import { DetachFilter, parseDetachKeys } from "./detach-keys.ts";

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
