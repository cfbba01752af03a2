import { expect, test } from "bun:test";
import { parseSeccomp, parseSpec } from "./parse.ts";

test("a spec keeps fields that are not known, and all digits of its numbers", () => {
  const text =
    '{"ociVersion":"1.2.1","process":{"cwd":"/","rlimits":[{"hard":18446744073709551615}]},"x":{"y":1}}';
  expect(JSON.stringify(parseSpec(text, "spec"))).toBe(text);
});

const brokenSpecs: [json: unknown, message: string][] = [
  [[], "spec: must be an object"],
  [{ process: 1 }, "spec: process: must be an object"],
  [{ process: { args: "sh" } }, "spec: process.args: must be a list"],
  [{ process: { env: [1] } }, "spec: process.env[0]: must be a string"],
  [{ process: { terminal: "yes" } }, "spec: process.terminal: must be true or false"],
  [{ linux: { namespaces: [{}] } }, "spec: linux.namespaces[0].type: must be a string"],
  [{ annotations: { a: 1 } }, "spec: annotations.a: must be a string"],
];

test("a spec with a field of another type is refused by its name", () => {
  for (const [json, message] of brokenSpecs) {
    expect(() => parseSpec(JSON.stringify(json), "spec"), JSON.stringify(json)).toThrow(message);
  }
  expect(() => parseSpec("{", "spec")).toThrow("spec: not JSON");
});

test("a seccomp filter without actions or names is refused", () => {
  const good = { defaultAction: "SCMP_ACT_ERRNO", syscalls: [{ names: ["read"], action: "SCMP_ACT_ALLOW" }] };
  expect(parseSeccomp(JSON.stringify(good), "profile")).toEqual(good);
  for (const [json, message] of [
    [{}, "profile: defaultAction: must be a string"],
    [{ defaultAction: "x", syscalls: [{ action: "y" }] }, "profile: syscalls[0].names: must be a list"],
    [
      { defaultAction: "x", syscalls: [{ names: [], action: 1 }] },
      "profile: syscalls[0].action: must be a string",
    ],
  ] as const) {
    expect(() => parseSeccomp(JSON.stringify(json), "profile"), JSON.stringify(json)).toThrow(message);
  }
});
