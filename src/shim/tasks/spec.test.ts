import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kindOf, messageOf } from "../../errors/index.ts";
import { parseSpec, readSpec } from "./spec.ts";

const nothing = {
  ownsPidNamespace: false,
  hasPoststartHooks: false,
  hasPoststopHooks: false,
  annotations: {},
};

test("an empty spec has nothing that the shim minds", () => {
  expect(parseSpec({})).toEqual(nothing);
  expect(parseSpec({ hooks: null, linux: null, annotations: null })).toEqual(nothing);
  expect(parseSpec({ hooks: { poststart: null }, linux: { namespaces: [null, 7, "pid"] } })).toEqual(nothing);
});

test("hooks, annotations and a pid namespace of the container's own", () => {
  const spec = {
    hooks: { poststart: [{ path: "/a" }], poststop: [{ path: "/b" }] },
    linux: { namespaces: [{ type: "mount" }, { type: "pid", path: "" }] },
    annotations: { a: "b" },
  };
  const annotations = { a: "b" };
  const all = { ownsPidNamespace: true, hasPoststartHooks: true, hasPoststopHooks: true, annotations };
  expect(parseSpec(spec)).toEqual(all);
  const shared = { linux: { namespaces: [{ type: "pid", path: "/proc/1/ns/pid" }] } };
  expect(parseSpec(shared).ownsPidNamespace).toBe(false);
});

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "tsrt-spec-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

test.each([
  ["{", "is no JSON"],
  ["null", "is no OCI spec: it is no object"],
  ["[]", "is no OCI spec: it is no object"],
  ['{"hooks":[]}', "is no OCI spec: hooks is no object"],
  ['{"hooks":{"poststop":{}}}', "is no OCI spec: poststop is no list"],
  ['{"linux":{"namespaces":"pid"}}', "is no OCI spec: namespaces is no list"],
  ['{"annotations":{"a":1}}', 'is no OCI spec: annotation "a" is no text'],
])("%s is refused", (text, reason) => {
  const path = join(directory, "config.json");
  writeFileSync(path, text);
  try {
    readSpec(path);
    expect.unreachable();
  } catch (error) {
    expect(kindOf(error)).toBe("invalid argument");
    expect(messageOf(error)).toContain(`${path} ${reason}`);
  }
});
