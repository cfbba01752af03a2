import { expect, test } from "bun:test";
import { mergeScopes, pullScope, purposeOf, pushScope } from "./scope.ts";

test("one scope for each repository", () => {
  expect(mergeScopes([pushScope("a/b"), pullScope("c"), pullScope("a/b")])).toEqual([
    "repository:a/b:pull,push",
    "repository:c:pull",
  ]);
  expect(mergeScopes(["registry:catalog:*"])).toEqual(["registry:catalog:*"]);
  expect(mergeScopes([])).toEqual([]);
});

test("whoever may push as well wants to push", () => {
  expect(purposeOf([pullScope("push")])).toBe("pull");
  expect(purposeOf([pullScope("a"), pushScope("b")])).toBe("push");
  expect(purposeOf([])).toBe("pull");
});
