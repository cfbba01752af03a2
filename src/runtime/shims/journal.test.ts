import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { encode } from "@msgpack/msgpack";
import { scratch } from "../../../test/harness/scratch.ts";
import { messageOf } from "../../errors/index.ts";
import { readJournal } from "./journal.ts";

const event = (number: number) => [number, 1, 2, "n", "/t", "type", new Uint8Array([number])];

test("a journal gives what nobody acknowledged, wherever its last item was torn", () => {
  using directory = scratch();
  const path = directory.join("journal");
  const items = [event(1), event(2), [1], event(3)].map((item) => encode(item));
  const whole = Buffer.concat(items);
  const numbers = (bytes: Uint8Array): number[] => {
    writeFileSync(path, bytes);
    const { entries, damage } = readJournal(path);
    expect(damage).toBeUndefined();
    return entries.map(({ number }) => number);
  };
  expect(numbers(whole)).toEqual([2, 3]);
  const lastLength = items.at(-1)?.length ?? 0;
  for (let cut = 1; cut < lastLength; cut++) {
    expect(numbers(whole.subarray(0, whole.length - cut))).toEqual([2]);
  }
  expect(readJournal(directory.join("none"))).toEqual({ entries: [], damage: undefined });
});

const damages: [string, Uint8Array][] = [
  ["noise", new Uint8Array([0xc1])],
  ["a table", encode({ number: 2 })],
  ["a number that is none", encode(["2", ...event(2).slice(1)])],
  ["a topic that is none", encode(event(2).with(4, 7))],
  ["a value that is none", encode(event(2).with(6, "bytes"))],
  ["too few elements", encode(event(2).slice(0, 4))],
];

for (const [name, bytes] of damages) {
  test(`before ${name} all events are read, and the damage names the file`, () => {
    using directory = scratch();
    const path = directory.join("journal");
    writeFileSync(path, Buffer.concat([encode(event(1)), bytes, encode(event(3))]));
    const { entries, damage } = readJournal(path);
    expect(entries.map(({ number }) => number)).toEqual([1]);
    expect(messageOf(damage)).toStartWith(`damaged journal ${path}`);
  });
}
