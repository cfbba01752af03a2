import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { encode } from "@msgpack/msgpack";
import { scratch } from "../../../test/harness/scratch.ts";
import { kindOf, messageOf } from "../../errors/index.ts";
import { readExit, writeExit } from "./exit-record.ts";

const exit = { pid: 5, status: 9, exitedAt: { seconds: 1, nanos: 2 } };

test("an exit is noted in the bundle, and it is no error when the bundle has gone", () => {
  using directory = scratch();
  expect(readExit(directory.path)).toBeUndefined();
  writeExit(directory.path, exit);
  expect(readExit(directory.path)).toEqual(exit);
  writeExit(directory.join("gone"), exit);
  expect(readExit(directory.join("gone"))).toBeUndefined();
});

test("a damaged note is an error that names the file", () => {
  using directory = scratch();
  for (const bytes of [
    new Uint8Array([0xc1]),
    new Uint8Array(),
    encode([1, 2]),
    encode(["5", 9, 1, 2]),
    encode({}),
  ]) {
    writeFileSync(directory.join("exit"), bytes);
    let error: unknown;
    try {
      readExit(directory.path);
    } catch (caught) {
      error = caught;
    }
    expect(kindOf(error)).toBe("data loss");
    expect(messageOf(error)).toStartWith(`damaged file ${directory.join("exit")}`);
  }
});
