import { expect, test } from "bun:test";
import { messageOf } from "../errors/index.ts";
import { compileFilters, labelAt } from "./filter.ts";

const image = {
  name: "docker.io/library/busybox:1.36",
  labels: { "containerd.io/x": "y", plain: "1", "a.b": "dotted", spaced: "a b", empty: "" },
};

function matches(...filters: string[]): boolean {
  return compileFilters(filters)((path) => {
    switch (path[0]) {
      case "name":
        return image.name;
      case "labels":
        return labelAt(image.labels, path.slice(1));
      default:
        return undefined;
    }
  });
}

test.each([
  ["", true],
  ["name", true],
  ["labels.plain", true],
  ["labels.missing", false],
  ["labels.a.b==dotted", true],
  ['labels."containerd.io/x"==y', true],
  ['labels."containerd.io/x"!=y', false],
  ["labels.missing!=y", true],
  ["labels.missing==y", false],
  ["other", false],
  ['labels.spaced=="a b"', true],
  [String.raw`labels.spaced=="a\x20b"`, true],
  [String.raw`labels.spaced=="a\040b"`, true],
  ["name==docker.io/library/busybox:1.36", true],
  ["name~=busybox", true],
  ["name~=^docker", true],
  ["name~=^busybox", false],
  ["name~=/busy(box|bee):1\\\\.\\\\d+$/", true],
  ["name~=|^docker.io/library/|", true],
  ['name~="busybox:[0-9.]+$"', true],
  ["name~=[", false],
  ["labels.missing~=^$", true],
  ["labels.plain==1,name~=busy", true],
  ["labels.plain==2,name~=busy", false],
  ["name == docker.io/library/busybox:1.36", true],
] as const)("%s: %p", (filter, expected) => {
  expect(matches(filter)).toBe(expected);
});

test("several filters match where any of them does; none matches all", () => {
  expect(matches("labels.plain==2", "name~=busy")).toBe(true);
  expect(matches("labels.plain==2", "name~=other")).toBe(false);
  expect(matches()).toBe(true);
});

test.each([
  ["topic==/tasks/oom", "filters: parse error: [topic== >|/|< tasks/oom]: invalid quote encountered"],
  ["a=b", 'filters: parse error: [a >|=|< b]: unsupported operator "="'],
  ["a==", "filters: parse error: [a==]: expected value or quoted"],
  ["==a", "filters: parse error: [ >|=|< =a]: expected field or quoted"],
  ["a==b,", "filters: parse error: [a==b,]: expected field or quoted"],
  ["a==b c", "filters: parse error: [a==b >| |< c]: unexpected input:  "],
  ['a=="b', 'filters: parse error: [a== >|"|< b]: quoted literal not terminated'],
  [String.raw`a=="\q"`, String.raw`filters: parse error: [a== >|"|< \q"]: illegal escape sequence`],
  [String.raw`a=="\x1"`, String.raw`filters: parse error: [a== >|"|< \x1"]: illegal numeric escape sequence`],
  ["a\0", "filters: parse error: [a >|\0|< ]: unexpected null"],
  ["a b", 'filters: parse error: [a  >|b|< ]: expected an operator ("=="|"!="|"~=")'],
])("%p is refused", (filter, text) => {
  expect(() => compileFilters([filter])).toThrow();
  try {
    compileFilters([filter]);
  } catch (error) {
    expect(messageOf(error)).toBe(`${text}: invalid argument`);
  }
});
