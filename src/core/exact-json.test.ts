import { expect, test } from "bun:test";
import { parseExact } from "./exact-json.ts";

test("numbers come out as they came in", () => {
  for (const text of [
    "18446744073709551615",
    "-9223372036854775808",
    "9007199254740993",
    "1.0",
    "1e400",
    "-0",
  ]) {
    expect(JSON.stringify(parseExact(text))).toBe(text);
    expect(JSON.stringify(parseExact(`{"a":[${text}]}`))).toBe(`{"a":[${text}]}`);
  }
});

test("what JavaScript can hold stays a number", () => {
  expect(parseExact('{"a":[0,-1,0.5,9007199254740991],"b":"18446744073709551615"}')).toEqual({
    a: [0, -1, 0.5, 9007199254740991],
    b: "18446744073709551615",
  });
  expect(() => parseExact("{")).toThrow(SyntaxError);
});

test("exact numbers survive what is done to a spec: copies, changes, indentation, a replacer", () => {
  const spec = parseExact('{"rlimits":[{"hard":18446744073709551615}]}') as object;
  const written = JSON.stringify({ ...spec, terminal: true }, (_key, value) => value, 1);
  expect(written.replaceAll(/\s/g, "")).toBe('{"rlimits":[{"hard":18446744073709551615}],"terminal":true}');
});
