import { expect, test } from "bun:test";
import { parseFlags, toArguments } from "./flags.ts";

test("flags as Go reads them", () => {
  const flags = parseFlags(["-namespace", "ns", "--id=x=y", "-debug", "-bundle", "", "start", "-id", "late"]);
  expect(flags.values).toMatchObject({ namespace: "ns", id: "x=y", bundle: "" });
  expect([...flags.on]).toEqual(["debug"]);
  expect(flags.args).toEqual(["start", "-id", "late"]);
  expect(parseFlags(["-debug=false"]).on.size).toBe(0);
});

test("what is no flag is refused by name", () => {
  expect(() => parseFlags(["-nope"])).toThrow("flag provided but not defined: -nope");
  expect(() => parseFlags(["-id"])).toThrow("flag needs an argument: -id");
});

test("flags can be passed on", () => {
  const given = ["-namespace", "ns", "-id", "x", "-debug"];
  expect(toArguments(parseFlags(given))).toEqual(given);
});
