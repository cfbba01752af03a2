import { expect, test } from "bun:test";
import { formatLabels, parseAnnotations, parseLabels } from "./labels.ts";

test("labels", () => {
  expect(parseLabels(["a=b", "c=d=e", "f=", "g"])).toEqual({ a: "b", c: "d=e", f: "", g: "true" });
  expect(formatLabels({ b: "2", a: "1" })).toBe("a=1,b=2");
  expect(formatLabels({})).toBe("-");
  expect(() => parseAnnotations(["a"])).toThrow("invalid key=value format annotation: a");
});
