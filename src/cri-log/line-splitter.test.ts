import { expect, test } from "bun:test";
import { Entries } from "./entries.ts";
import { EntryHeader, headerLength } from "./entry-header.ts";
import { LineSplitter, longestLine } from "./line-splitter.ts";

const moment = { seconds: 1_700_000_000, nanos: 999_999_998 };

test("a line without end is split also where lines may have any length", () => {
  const splitter = new LineSplitter("stdout", 0);
  const [header, entries] = [new EntryHeader(), new Entries()];
  const chunk = Buffer.alloc(1 << 20, "a");
  for (let written = 0; written <= longestLine; written += chunk.length) {
    splitter.split(chunk, moment, header, entries);
  }
  expect(entries.length).toBe(headerLength + longestLine + 1);
  expect(entries.bytes.subarray(0, headerLength).toString()).toEndWith(" stdout P ");
});

test("times ascend over the end of a second, and follow a clock that is set back by more than one", () => {
  const splitter = new LineSplitter("stderr", 16);
  const [header, entries] = [new EntryHeader(), new Entries()];
  splitter.split(Buffer.from("a\nb\nc\n"), moment, header, entries);
  splitter.split(Buffer.from("d\n"), moment, header, entries);
  splitter.split(Buffer.from("e\n"), { seconds: moment.seconds - 10, nanos: 5 }, header, entries);
  expect(entries.bytes.toString().trimEnd().split("\n")).toEqual([
    "2023-11-14T22:13:20.999999998Z stderr F a",
    "2023-11-14T22:13:20.999999999Z stderr F b",
    "2023-11-14T22:13:21.000000000Z stderr F c",
    "2023-11-14T22:13:21.000000001Z stderr F d",
    "2023-11-14T22:13:10.000000005Z stderr F e",
  ]);
});
