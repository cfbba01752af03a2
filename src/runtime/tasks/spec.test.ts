import { expect, test } from "bun:test";
import { jsonAny, typeUrls } from "../../core/any.ts";
import { factsOf } from "./spec.ts";

const of = (value: unknown) => factsOf(jsonAny(typeUrls.spec, value));
const nothing = { annotations: {}, rootGid: 0, mapsIds: false };

test("what a spec says of annotations, user namespaces and mapped mounts", () => {
  const annotations = { a: "b" };
  expect(of({})).toEqual(nothing);
  expect(of({ annotations })).toEqual({ ...nothing, annotations });
  const gidMappings = [
    { containerID: 1, hostID: 5 },
    { containerID: 0, hostID: 9 },
  ];
  expect(of({ linux: { gidMappings } }).rootGid).toBe(9);
  expect(of({ mounts: [{ options: ["rbind"] }] }).mapsIds).toBe(false);
  expect(of({ mounts: [{ options: ["rbind", "ridmap"] }] }).mapsIds).toBe(true);
  expect(of({ mounts: [{ gidMappings }] }).mapsIds).toBe(true);
});

test("what is malformed counts as absent, and is no error here", () => {
  expect(factsOf({ typeUrl: "", value: new Uint8Array([1, 2]) })).toEqual(nothing);
  for (const value of [
    null,
    7,
    "x",
    [],
    { mounts: null, annotations: null, linux: null },
    { mounts: "x", annotations: 7, linux: [] },
    { mounts: [null, 7, { options: "idmap" }], linux: { gidMappings: { containerID: 0, hostID: 9 } } },
    { linux: { gidMappings: [null, { containerID: 0, hostID: "9" }] } },
  ]) {
    expect(of(value)).toMatchObject({ rootGid: 0, mapsIds: false });
  }
});
