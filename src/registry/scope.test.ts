import { expect, test } from "bun:test";
import { mergeScopes, pullScope, pushScope } from "./scope.ts";

test("one scope for each repository", () => {
  expect(mergeScopes([pushScope("a/b"), pullScope("c"), pullScope("a/b")])).toEqual([
    "repository:a/b:pull,push",
    "repository:c:pull",
  ]);
  expect(mergeScopes(["registry:catalog:*"])).toEqual(["registry:catalog:*"]);
  expect(mergeScopes([])).toEqual([]);
});
