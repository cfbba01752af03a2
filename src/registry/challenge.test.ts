import { expect, test } from "bun:test";
import { parseChallenges } from "./challenge.ts";

const bearer =
  'Bearer realm="https://auth.example/token",service="registry",scope="repository:a/b:pull,push"';

test.each([
  ["", []],
  ["Basic", [{ scheme: "basic", parameters: {} }]],
  ['Basic realm="the \\"realm\\""', [{ scheme: "basic", parameters: { realm: 'the "realm"' } }]],
  [
    bearer,
    [
      {
        scheme: "bearer",
        parameters: {
          realm: "https://auth.example/token",
          service: "registry",
          scope: "repository:a/b:pull,push",
        },
      },
    ],
  ],
  [
    "Digest a=b, BEARER Realm=x , basic realm=y",
    [
      { scheme: "digest", parameters: { a: "b" } },
      { scheme: "bearer", parameters: { realm: "x" } },
      { scheme: "basic", parameters: { realm: "y" } },
    ],
  ],
  [
    'Bearer realm="unclosed',
    [
      { scheme: "bearer", parameters: {} },
      { scheme: "realm", parameters: {} },
    ],
  ],
  ["=;", []],
])("%p", (header, challenges) => {
  expect(parseChallenges(header)).toEqual(challenges);
});

test("a hostile header is read in linear time", () => {
  const before = process.cpuUsage();
  parseChallenges(`Bearer ${'a="'.repeat(20_000)}`);
  parseChallenges("a,".repeat(20_000));
  expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
});
