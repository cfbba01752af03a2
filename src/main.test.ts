import { expect, test } from "bun:test";
import { choose } from "./main.ts";

const cases: readonly (readonly [string, string[], string, string[]])[] = [
  ["/usr/local/bin/tsrt", ["daemon", "-l", "debug"], "daemon", ["-l", "debug"]],
  ["tsrt", [], "help", []],
  ["/usr/bin/ctr", ["run", "x"], "ctr", ["run", "x"]],
  ["ctr", [], "ctr", []],
  ["/x/containerd-shim-tsrt-v1", ["-namespace", "n", "start"], "shim", ["-namespace", "n", "start"]],
  ["containerd-shim-runc-v2", ["-info"], "shim", ["-info"]],
  ["/x/containerd-shim-runc-v1", ["daemon"], "daemon", []],
  ["/proc/self/exe", ["shim", "serve"], "shim", ["serve"]],
  ["tsrt", ["--address", "/a", "publish", "--topic", "/t"], "publish", ["--address", "/a", "--topic", "/t"]],
];

for (const [name, argv, role, rest] of cases) {
  test(`${name} ${argv.join(" ")} is ${role}`, () => {
    expect(choose(name, argv)).toEqual({ role, rest });
  });
}
