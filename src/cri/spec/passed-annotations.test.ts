import { expect, test } from "bun:test";
import { passedAnnotations } from "./passed-annotations.ts";

const annotations = { "a.b": "1", "a.b/c": "2", "ab.x": "3", "org.systemd.property.X": "4" };
const passed = (...patterns: string[]): string =>
  Object.values(passedAnnotations(annotations, patterns)).join("");

test("annotations pass that a pattern names, and no others", () => {
  expect(passed()).toBe("");
  expect(passed("a.b")).toBe("1");
  expect(passed("a.*")).toBe("1");
  expect(passed("a.b/*")).toBe("2");
  expect(passed("a?b")).toBe("1");
  expect(passed("a[.b]*")).toBe("13");
  expect(passed("*")).toBe("134");
  expect(passed("[")).toBe("");
});
