import { expect, test } from "bun:test";
import { bool, duration, list, number, text, textOr } from "./flags.ts";
import { parse } from "./parse.ts";

const flags = {
  rm: bool("x"),
  tty: bool("x", { alias: "t" }),
  interactive: bool("x", { alias: "i" }),
  env: list("x"),
  cpus: number("x"),
  name: text("x", { alias: "n" }),
  address: textOr("default", "x", { alias: "a", env: "ADDRESS" }),
  wait: duration(0, "x"),
};

const of = (...argv: string[]) => parse(flags, argv, { env: {} });

test("flags end at the first argument: the rest is another command's line", () => {
  const { flags: values, args } = of("--rm", "-t", "image", "id", "ls", "-la", "--rm=false", "--", "x");
  expect(values).toMatchObject({ rm: true, tty: true });
  expect(args).toEqual(["image", "id", "ls", "-la", "--rm=false", "--", "x"]);
});

test("interspersed flags may follow arguments, until --", () => {
  const { flags: values, args } = parse(flags, ["id", "-t", "--", "-i"], { interspersed: true, env: {} });
  expect(values).toMatchObject({ tty: true, interactive: false });
  expect(args).toEqual(["id", "-i"]);
});

test("values come after the flag or an equals sign, and may look like flags", () => {
  const { flags: values } = of("--env", "A=1", "--env=B=2", "-n", "-x", "--cpus", "1.5", "--wait", "1m30s");
  expect(values).toMatchObject({ env: ["A=1", "B=2"], name: "-x", cpus: 1.5, wait: 90_000 });
  expect(of("--name=").flags.name).toBe("");
  expect(of().flags.name).toBeUndefined();
});

test("one dash before a long name, and letters together, are understood", () => {
  expect(of("-rm", "-it").flags).toMatchObject({ rm: true, tty: true, interactive: true });
  expect(of("--rm=false").flags.rm).toBe(false);
});

test("the environment gives defaults, and flags win over it", () => {
  const env = { ADDRESS: "/env" };
  expect(parse(flags, [], { env }).flags.address).toBe("/env");
  expect(parse(flags, ["-a", "/flag"], { env }).flags.address).toBe("/flag");
  expect(parse(flags, [], { env: { ADDRESS: "" } }).flags.address).toBe("default");
});

test("a dash alone is an argument", () => {
  expect(of("-").args).toEqual(["-"]);
});

test("what is wrong is said", () => {
  const bad: [string[], string][] = [
    [["--unknown"], "flag provided but not defined: -unknown"],
    [["-x"], "flag provided but not defined: -x"],
    [["-tn"], "flag provided but not defined: -tn"],
    [["--name"], "flag needs an argument: --name"],
    [["--cpus", "many"], 'invalid value for flag --cpus: "many" is not a number'],
    [["--rm=perhaps"], "neither true nor false"],
    [["--wait", "soon"], "is not a duration"],
    [["--constructor"], "not defined"],
  ];
  for (const [argv, message] of bad) {
    expect(() => of(...argv), argv.join(" ")).toThrow(message);
  }
});
