import { afterAll, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kindOf, messageOf } from "../../errors/index.ts";
import { type RuntimeChoice, resolveBinary } from "./resolve-binary.ts";

const directory = mkdtempSync(join(tmpdir(), "tsrt-choice-"));
afterAll(() => rmSync(directory, { recursive: true }));

function program(...path: string[]): string {
  const file = join(directory, ...path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, "#!/bin/sh\n");
  chmodSync(file, 0o755);
  return file;
}

const onPath = program("bin/containerd-shim-kata-v2");
const runcOnPath = program("bin/containerd-shim-runc-v2");
const besideDaemon = program("lib/containerd-shim-wasm-v1");
const elsewhere = program("opt/my-shim");
const environment = { path: join(directory, "bin"), daemon: join(directory, "lib/tsrt") };

const choose = (wanted: RuntimeChoice, binaries = {}): string | undefined =>
  resolveBinary(wanted, binaries, environment);

test("the built-in shim serves its names, whatever is on PATH", () => {
  expect(runcOnPath).toBeTruthy();
  expect(choose({ runtime: "io.containerd.runc.v2" })).toBeUndefined();
  expect(choose({ runtime: "io.containerd.tsrt.v1" })).toBeUndefined();
});

test("other names are looked up on PATH, then beside the daemon", () => {
  expect(choose({ runtime: "io.containerd.kata.v2" })).toBe(onPath);
  expect(choose({ runtime: "io.containerd.wasm.v1" })).toBe(besideDaemon);
});

test("a path beats the name, the configured map beats what is found or built in", () => {
  expect(choose({ runtime: elsewhere })).toBe(elsewhere);
  expect(choose({ runtime: "io.containerd.runc.v2", runtimePath: elsewhere })).toBe(elsewhere);
  expect(choose({ runtime: "io.containerd.runc.v2" }, { "io.containerd.runc.v2": elsewhere })).toBe(
    elsewhere,
  );
  expect(choose({ runtime: "io.containerd.kata.v2" }, { "io.containerd.kata.v2": elsewhere })).toBe(
    elsewhere,
  );
});

const refused: [RuntimeChoice, string, string][] = [
  [{ runtime: "io.containerd.none.v9" }, "not found", 'binary not installed "containerd-shim-none-v9"'],
  [{ runtime: "/no/such/shim" }, "not found", "invalid custom binary path"],
  [{ runtime: "" }, "invalid argument", "no runtime name"],
  [{ runtime: "runc" }, "invalid argument", "invalid runtime name runc"],
  [{ runtime: "../x.runc.v2" }, "invalid argument", "invalid runtime name"],
  [{ runtime: ".runc.v2" }, "invalid argument", "invalid runtime name"],
];

for (const [wanted, kind, text] of refused) {
  test(`${JSON.stringify(wanted)} is refused`, () => {
    let error: unknown;
    try {
      choose(wanted);
    } catch (caught) {
      error = caught;
    }
    expect(String(kindOf(error))).toBe(kind);
    expect(messageOf(error)).toContain(text);
  });
}
