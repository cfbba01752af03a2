import { expect, test } from "bun:test";
import { formatDuration, parseDuration } from "../context/duration.ts";
import { kindOf } from "../errors/index.ts";
import { key } from "./key.ts";
import { checkSettings, printable } from "./settings.ts";

const config = {
  name: key.string("a", "", { oneOf: ["a", "b"] }),
  size: key.int(1, "", { min: 0, max: 10 }),
  ratio: key.float(0.5, "", { max: 1 }),
  on: key.bool(true, ""),
  wait: key.duration(1500, ""),
  list: key.strings(["x"], ""),
  table: key.table({}, ""),
  tables: key.tables([], ""),
};

const check = (values: Record<string, unknown>) =>
  checkSettings(
    config,
    new Map(Object.entries(values).map(([name, value]) => [name, { value, file: "/f" }])),
    "plugins.p",
  );

test("defaults hold where nothing is said, and given values replace them", () => {
  expect(check({}).settings).toEqual({
    name: "a",
    size: 1,
    ratio: 0.5,
    on: true,
    wait: 1500,
    list: ["x"],
    table: {},
    tables: [],
  });
  expect(
    check({ name: "b", ratio: 1, wait: "1m30s", list: [], table: { a: 1 }, tables: [{ b: 2 }] }).settings,
  ).toEqual({
    name: "b",
    size: 1,
    ratio: 1,
    on: true,
    wait: 90_000,
    list: [],
    table: { a: 1 },
    tables: [{ b: 2 }],
  });
});

test("a table is laid over its default, at every depth", () => {
  const nested = { table: key.table({ a: 1, b: { c: 2, d: [3] } }, "") };
  const given = new Map([["table", { value: { b: { d: [4], e: 5 } }, file: "/f" }]]);
  expect(checkSettings(nested, given, "p").settings.table).toEqual({ a: 1, b: { c: 2, d: [4], e: 5 } });
  expect(nested.table.default).toEqual({ a: 1, b: { c: 2, d: [3] } });
});

test("empty text as a duration stands for the default", () => {
  expect(check({ wait: "" }).settings.wait).toBe(1500);
});

test("unknown keys are told by name and file", () => {
  expect(check({ "odd key": 1, size: 2 }).unknown).toEqual([{ name: 'plugins.p."odd key"', file: "/f" }]);
});

const bad: readonly (readonly [string, unknown, string])[] = [
  ["name", "c", '/f: plugins.p.name: must be one of "a", "b", not "c"'],
  ["name", 1, "/f: plugins.p.name: must be a string, not 1"],
  ["size", 1.5, "/f: plugins.p.size: must be an integer, not 1.5"],
  ["size", "1", '/f: plugins.p.size: must be an integer, not "1"'],
  ["size", 10n ** 20n, "/f: plugins.p.size: must be an integer, not 100000000000000000000"],
  ["size", -1, "/f: plugins.p.size: must be at least 0, not -1"],
  ["ratio", Number.NaN, "/f: plugins.p.ratio: must be a number, not NaN"],
  ["ratio", 2, "/f: plugins.p.ratio: must be at most 1, not 2"],
  ["on", "yes", '/f: plugins.p.on: must be true or false, not "yes"'],
  ["wait", 5, '/f: plugins.p.wait: must be a duration such as "1m30s", not 5'],
  ["wait", "5 s", '/f: plugins.p.wait: must be a duration such as "1m30s", not "5 s"'],
  ["wait", "-5s", '/f: plugins.p.wait: must be a duration such as "1m30s", not "-5s"'],
  ["list", ["a", 1], "/f: plugins.p.list: must be a list of strings, not a list"],
  ["table", [], "/f: plugins.p.table: must be a table, not a list"],
  ["tables", ["x"], "/f: plugins.p.tables: must be a list of tables, not a list"],
];

for (const [name, value, text] of bad) {
  test(`refuses ${name} = ${String(value)}`, () => {
    let error: unknown;
    try {
      check({ [name]: value });
    } catch (thrown) {
      error = thrown;
    }
    expect((error as Error).message).toBe(text);
    expect(kindOf(error)).toBe("invalid argument");
  });
}

test("a duration is written as Go writes it", () => {
  expect(printable(config.wait, 90_000)).toBe("1m30s");
  expect(printable(config.size, 3)).toBe(3);
});

const durations: readonly (readonly [string, number, string])[] = [
  ["0", 0, "0s"],
  ["1h2m3.5s", 3_723_500, "1h2m3.5s"],
  ["300ms", 300, "300ms"],
  ["1.5h", 5_400_000, "1h30m0s"],
  ["20us", 0.02, "20µs"],
  ["-1m", -60_000, "-1m0s"],
  [".5s", 500, "500ms"],
];

for (const [text, millis, printed] of durations) {
  test(`reads and prints ${text}`, () => {
    expect(parseDuration(text)).toBeCloseTo(millis, 9);
    expect(formatDuration(millis)).toBe(printed);
  });
}

test("refuses what Go refuses", () => {
  for (const text of ["", "1", "s", "1d", "1 s", "1s ", "1s2", "--1s", "1e3s"]) {
    expect(parseDuration(text)).toBeUndefined();
  }
});
