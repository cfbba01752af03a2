import { expect, test } from "bun:test";
import { resolve } from "node:path";
import { parseNamespace } from "./spec-options.ts";

test("namespaces to join", () => {
  expect(parseNamespace("network:/run/netns/a:b")).toEqual({ type: "network", path: "/run/netns/a:b" });
  expect(parseNamespace("network:a")).toEqual({ type: "network", path: resolve("a") });
  expect(parseNamespace("network:")).toEqual({ type: "network", path: "" });
  expect(() => parseNamespace("network")).toThrow("requires the format");
  expect(() => parseNamespace("net:/x")).toThrow("not valid: net");
});
