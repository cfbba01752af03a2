import { expect, test } from "bun:test";
import { defaultPlatform, formatPlatform, normalizePlatform, parsePlatform } from "./platform.ts";
import { everyPlatform, only, onlyOs, ordered } from "./platform-match.ts";

test.each([
  ["linux/amd64", "linux/amd64"],
  ["linux/x86_64", "linux/amd64"],
  ["linux/amd64/v1", "linux/amd64"],
  ["linux/amd64/v3", "linux/amd64/v3"],
  ["linux/aarch64", "linux/arm64"],
  ["linux/arm64/v8", "linux/arm64"],
  ["linux/arm64/v9.0", "linux/arm64/v9"],
  ["arm64", "linux/arm64"],
  ["armhf", "linux/arm/v7"],
  ["linux/arm", "linux/arm"],
  ["linux/arm/6", "linux/arm/v6"],
  ["Linux/ARM/V7", "linux/arm/v7"],
  ["windows(10.0.17763)/amd64", "windows/amd64"],
  ["macos/arm64", "darwin/arm64"],
])("%s is %s", (text, printed) => {
  expect(formatPlatform(parsePlatform(text))).toBe(printed);
});

test("an operating system alone has this machine's architecture", () => {
  expect(parsePlatform("linux")).toEqual(defaultPlatform());
});

test.each(["", "a/b/c/d", "linux/*", "toaster", "linux/", "linux(/amd64"])("refuses %p", (text) => {
  expect(() => parsePlatform(text)).toThrow(/platform/);
});

const linux = (architecture: string, variant?: string) =>
  variant === undefined ? { os: "linux", architecture } : { os: "linux", architecture, variant };

test("a platform matches those that its hardware can run, the best first", () => {
  const arm64 = only(linux("arm64"));
  const offered = [
    linux("amd64"),
    linux("arm", "v6"),
    linux("arm", "v7"),
    linux("arm64", "v8"),
    linux("arm", "v5"),
  ];
  const suited = offered.filter(arm64.matches).sort(arm64.compare).map(formatPlatform);
  expect(suited).toEqual(["linux/arm64/v8", "linux/arm/v7", "linux/arm/v6", "linux/arm/v5"]);

  expect(only(linux("amd64")).matches(linux("386"))).toBe(true);
  expect(only(linux("amd64")).matches(linux("amd64", "v3"))).toBe(false);
  expect(only(linux("amd64", "v3")).matches(linux("amd64", "v2"))).toBe(true);
  expect(only(linux("arm", "v6")).matches(linux("arm"))).toBe(false);
  expect(only(linux("arm64", "v9")).matches(linux("arm64", "v8.5"))).toBe(true);
  expect(only(linux("arm64", "v9")).matches(linux("arm64", "v8.6"))).toBe(false);
});

test("exact platforms match in the order in which they are given", () => {
  const matcher = ordered([linux("arm64"), linux("amd64")]);
  expect(matcher.matches(linux("386"))).toBe(false);
  expect(matcher.compare(linux("arm64", "v8"), linux("amd64"))).toBeLessThan(0);
});

test("features and versions of an operating system must match", () => {
  expect(ordered([linux("amd64")]).matches({ ...linux("amd64"), osFeatures: ["erofs"] })).toBe(false);
  const windows = { os: "windows", architecture: "amd64" };
  const matcher = ordered([{ ...windows, osVersion: "10.0.17763.1" }]);
  expect(matcher.matches({ ...windows, osVersion: "10.0.17763.999" })).toBe(true);
  expect(matcher.matches({ ...windows, osVersion: "10.0.20348.1" })).toBe(false);
});

test("one matcher takes any architecture of a system, another takes every platform", () => {
  expect(onlyOs(linux("amd64")).matches(linux("s390x"))).toBe(true);
  expect(onlyOs(linux("amd64")).matches({ os: "windows", architecture: "amd64" })).toBe(false);
  expect(everyPlatform.matches({ os: "plan9", architecture: "mips" })).toBe(true);
  expect(normalizePlatform({ os: "", architecture: "x86-64" })).toEqual(linux("amd64"));
});
