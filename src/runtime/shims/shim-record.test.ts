import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { encode } from "@msgpack/msgpack";
import { scratch } from "../../../test/harness/scratch.ts";
import type { ShimRecord } from "../../core/shim-record.ts";
import { kindOf, messageOf } from "../../errors/index.ts";
import { groupKey, isShimKey, shimPaths } from "./paths.ts";
import { readRecord, writeRecord } from "./shim-record.ts";

const record: ShimRecord = {
  ...{ format: 1, namespace: "n", group: "g", address: "unix:///s", executable: "" },
  ...{ runtime: "built-in", version: 3, protocol: "ttrpc", pid: 7, startTime: 8 },
} as const;

test("records survive, also with fields of a later release", () => {
  using directory = scratch();
  const path = directory.join("record");
  expect(readRecord(path)).toBeUndefined();
  writeRecord(path, record);
  expect(readRecord(path)).toEqual(record);
  writeFileSync(path, encode({ ...record, cookie: "later" }));
  expect(readRecord(path)).toEqual(record);
});

const { pid: _pid, ...withoutPid } = record;

const unreadable: [string, Uint8Array, string][] = [
  ["a later format", encode({ ...record, format: 2 }), "not implemented"],
  ["another protocol", encode({ ...record, protocol: "http" }), "not implemented"],
  ["nothing at all", new Uint8Array(), "data loss"],
  ["noise", new Uint8Array([0xc1]), "data loss"],
  ["no table", encode(null), "data loss"],
  ["text", encode("x"), "data loss"],
  ["a list", encode([record]), "data loss"],
  ["a field less", encode(withoutPid), "data loss"],
  ["a pid that is none", encode({ ...record, pid: -7 }), "data loss"],
  ["an address that is none", encode({ ...record, address: 7 }), "data loss"],
];

for (const [name, bytes, kind] of unreadable) {
  test(`a record that holds ${name} is an error that names the file`, () => {
    using directory = scratch();
    const path = directory.join("record");
    writeFileSync(path, bytes);
    let error: unknown;
    try {
      readRecord(path);
    } catch (caught) {
      error = caught;
    }
    expect(String(kindOf(error))).toBe(kind);
    if (kind === "data loss") {
      expect(messageOf(error)).toStartWith(`damaged shim record ${path}`);
    }
  });
}

test("paths of sockets are short, and differ for every namespace and group", () => {
  const keys = [groupKey("a", "b"), groupKey("a", "c"), groupKey("b", "b")];
  expect(new Set(keys).size).toBe(3);
  expect(keys.every(isShimKey)).toBe(true);
  expect(isShimKey("../x")).toBe(false);
  expect(shimPaths("/run/tsrt/s", groupKey("n".repeat(76), "g".repeat(500))).socket.length).toBe(44);
});
