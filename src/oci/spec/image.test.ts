import { expect, test } from "bun:test";
import { parseRunConfig } from "./image.ts";

const parse = (json: unknown) => parseRunConfig(Buffer.from(JSON.stringify(json)));

test("the run configuration of an image is read from its config", () => {
  expect(parse({ config: { Cmd: ["a"], User: "x", Labels: { k: "v" } } })).toEqual({
    Cmd: ["a"],
    User: "x",
    Labels: { k: "v" },
  });
  expect(parse({ config: { Env: null, Labels: null } })).toEqual({ Env: null, Labels: null });
  for (const empty of [{}, { config: null }, { config: {} }]) {
    expect(parse(empty)).toEqual({});
  }
});

const broken: [config: unknown, message: string][] = [
  [7, "config is not an object"],
  ["text", "config is not an object"],
  [["Cmd"], "config is not an object"],
  [{ Cmd: "sh -c" }, "Cmd is not a list of strings"],
  [{ Entrypoint: [1] }, "Entrypoint is not a list of strings"],
  [{ Env: { A: "1" } }, "Env is not a list of strings"],
  [{ User: 0 }, "User is not a string"],
  [{ StopSignal: 9 }, "StopSignal is not a string"],
  [{ Labels: { a: 1 } }, "Labels are not strings"],
  [{ Labels: ["a"] }, "Labels are not strings"],
];

test("a field of another type than the specification says is refused by its name", () => {
  for (const [config, message] of broken) {
    expect(() => parse({ config }), JSON.stringify(config)).toThrow(message);
  }
  expect(() => parseRunConfig(Buffer.from("{"))).toThrow("image config: not JSON");
  expect(() => parse([])).toThrow("image config: not a JSON object");
});
