import { expect, test } from "bun:test";
import protobuf from "protobufjs";
import { field } from "./field.ts";
import { message, method, service } from "./message.ts";

const schema = protobuf.parse(`
syntax = "proto3";
package test;
message Inner { string text = 1; }
message All {
  string text = 1; bytes data = 2; bool flag = 3; int32 small = 4; uint32 natural = 5; int64 large = 6;
  uint64 size = 7; double ratio = 8; repeated string names = 9; repeated int64 numbers = 10;
  map<string, string> labels = 11; Inner inner = 12; repeated Inner others = 13; string far = 2000;
}`).root;
const Reference = schema.lookupType("test.All");

const Inner = message("test.Inner", { text: field.string(1) });
const All = message("test.All", {
  text: field.string(1),
  data: field.bytes(2),
  flag: field.bool(3),
  small: field.int32(4),
  natural: field.uint32(5),
  large: field.int64(6),
  size: field.uint64(7),
  ratio: field.double(8),
  names: field.strings(9),
  numbers: field.int64s(10),
  labels: field.stringMap(11),
  inner: field.message(12, Inner),
  others: field.messages(13, Inner),
  far: field.string(2000),
});

const full = {
  text: "käse",
  data: new Uint8Array([0, 255]),
  flag: true,
  small: -3,
  natural: 4_000_000_000,
  large: -(2 ** 52),
  size: 2 ** 53,
  ratio: 0.1,
  names: ["a", "", "b"],
  numbers: [0, 1, -1, 2 ** 40],
  labels: { one: "1", "": "" },
  inner: { text: "in" },
  others: [{ text: "" }, { text: "x" }],
  far: "end",
};

test("what it writes a schema's own codec reads, and the other way round", () => {
  const read = Reference.decode(All.encode(full));
  expect(Reference.toObject(read, { longs: Number })).toMatchObject({
    ...full,
    data: expect.anything(),
    others: [{}, { text: "x" }],
  });
  const packed = Reference.encode(Reference.fromObject(full)).finish();
  const decoded = All.decode(packed);
  expect({ ...decoded, data: new Uint8Array(decoded.data) }).toEqual(full);
});

test("an empty message has proto3's defaults, and each message its own lists", () => {
  const empty = All.decode(new Uint8Array(0));
  expect(empty).toMatchObject({ text: "", flag: false, large: 0, names: [], labels: {}, inner: null });
  empty.names.push("mine");
  expect(All.decode(new Uint8Array(0)).names).toEqual([]);
  expect(All.encode(empty)).toEqual(All.encode({ names: ["mine"] }));
  expect(All.encode({})).toHaveLength(0);
});

test("fields that were not declared are skipped, whatever they are", () => {
  const Small = message("test.All", { far: field.string(2000) });
  expect(Small.decode(All.encode(full))).toEqual({ far: "end" });
});

test("bytes that end too early are an error", () => {
  const bytes = All.encode(full);
  expect(() => All.decode(bytes.subarray(0, bytes.length - 1))).toThrow();
});

test("a service's methods know its name", () => {
  const Service = service("test.Service", { get: method.unary("Get", Inner, All) });
  expect(Service.methods.get).toMatchObject({ service: "test.Service", name: "Get", kind: "unary" });
});
