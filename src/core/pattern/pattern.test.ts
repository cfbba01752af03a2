import { expect, test } from "bun:test";
import { compilePattern } from "./index.ts";

test.each([
  ["", "anything", true],
  ["plain", "a plain text", true],
  ["^/tasks/", "/tasks/exit", true],
  ["^/tasks/", "x/tasks/exit", false],
  ["^/(tasks|images)/(exit|delete)$", "/images/delete", true],
  ["^/(tasks|images)/(exit|delete)$", "/images/deleted", false],
  ["a.c", "a\nc", false],
  ["(?s)a.c", "a\nc", true],
  ["^b$", "a\nb\nc", false],
  ["(?m)^b$", "a\nb\nc", true],
  ["(?i)BusyBox", "x/busybox", true],
  ["(?i)[a-f]+$", "FACE", true],
  ["(?i:A)b", "ab", true],
  ["(?i:A)b", "aB", false],
  ["(?i)a(?-i)b", "AB", false],
  ["x*", "", true],
  ["^x+$", "", false],
  ["^x{2,3}$", "xxxx", false],
  ["^x{2,3}$", "xxx", true],
  ["^x{2}$", "xx", true],
  ["^x{2,}$", "xxxxx", true],
  ["^x{,2}$", "x{,2}", true],
  ["^(ab?)*c??$", "aababc", true],
  ["^[^a-c]+$", "xyz", true],
  ["^[^a-c]+$", "xbz", false],
  ["^[]a-]+$", "a]-", true],
  ["^[[:alpha:]_]+[[:^digit:]]$", "ab_c", true],
  [String.raw`^[\d\-x]+$`, "1-x", true],
  [String.raw`\bfoo\b`, "a foo b", true],
  [String.raw`\bfoo\b`, "afoob", false],
  [String.raw`\Boo`, "foo", true],
  [String.raw`^\w+\s\W$`, "word !", true],
  [String.raw`\A1\.36\z`, "1.36", true],
  [String.raw`^1\.36$`, "1x36", false],
  [String.raw`^\pL+$`, "Größe", true],
  [String.raw`^\p{Greek}+\P{Greek}$`, "αβx", true],
  [String.raw`^\x41\x{1F600}\101$`, "A😀A", true],
  [String.raw`^\Qa.b*\E+$`, "a.b**", true],
  ["^.$", "😀", true],
  ["(?P<name>a)(?<other>b)", "ab", true],
  ["a|", "b", true],
  ["(|a)+b", "aab", true],
])("%s on %p: %p", (pattern, text, expected) => {
  expect(compilePattern(pattern)?.(text)).toBe(expected);
});

test.each([
  "[",
  "[a",
  "(",
  ")",
  "a)",
  "*",
  "a**",
  "a{2}{3}",
  "a{2,1}",
  "a{1001}",
  "(?=a)",
  "(?<!a)",
  "(?x)a",
  "[b-a]",
  "[[:nope:]]",
  String.raw`(a)\1`,
  String.raw`\q`,
  String.raw`\pX{`,
  String.raw`\p{Nope}`,
  "((a{1000}){1000}){1000}",
  "(".repeat(1000),
])("%s does not compile", (pattern) => {
  expect(compilePattern(pattern)).toBeUndefined();
});

test.each(["(a*)*b", "(a|a)*b", "(a|aa)+$b", "a*a*a*a*a*a*b", "(x+x+)+y", "(.*)(.*)(.*)(.*)(.*)[0-9]"])(
  "%s takes linear time",
  (pattern) => {
    const before = process.cpuUsage();
    expect(compilePattern(pattern)?.("a".repeat(4096))).toBe(false);
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  },
);
