import { afterAll, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../errors/index.ts";
import { silent } from "../log/index.ts";
import { boot } from "../plugin/boot.ts";
import { loadUserPlugins } from "./user-plugins.ts";

const directory = mkdtempSync(join(tmpdir(), "tsrt-plugins-"));
afterAll(() => rmSync(directory, { recursive: true }));

const write = (name: string, text: string): void =>
  writeFileSync(join(directory, name), text, { mode: 0o644 });

test("files are transpiled, given tsrt/plugin, and each bad one is listed with its reason", async () => {
  write("_names.ts", 'export const names: readonly string[] = ["zfs"];');
  write(
    "a-good.ts",
    `import { plugin, slot, key, notFound } from "tsrt/plugin";
     import { names } from "./_names.ts";
     const Thing = slot<{ size: number }>("io.user.thing.v1");
     export default plugin(Thing, names[0] as string, {
       config: { size: key.int(3, "how many") },
       start: ({ config }) => ({ size: config.size, error: notFound("x") }),
     });`,
  );
  write("b-syntax.ts", "export default {{{");
  write("c-throws.ts", 'throw new Error("no such device");');
  write("d-empty.ts", "export const x = 1;");
  write("e-open.ts", "export default 1;");
  chmodSync(join(directory, "e-open.ts"), 0o666);
  write("f-hangs.ts", 'import { missing } from "./missing.ts"; export default missing;');
  write(
    "g-need.ts",
    `import { plugin, slot } from "tsrt/plugin";
     export default plugin(slot("io.user.thing.v1"), "g", { needs: { other: "io.user.thing.v1" as never }, start: () => 1 });`,
  );
  write(
    "h-key.ts",
    `import { plugin, slot } from "tsrt/plugin";
     export default plugin(slot("io.user.thing.v1"), "h", { config: { size: 5 as never }, start: () => 1 });`,
  );
  write("notes.md", "not loaded");
  const users = await loadUserPlugins(directory, silent);
  const kernel = await boot({
    plugins: [],
    userPlugins: users,
    root: "/r",
    state: "/s",
    log: silent,
    startTimeout: 1000,
  });
  expect(kernel.instance("io.user.thing.v1", "zfs")).toMatchObject({ size: 3 });
  const failed = kernel.plugins().filter(({ state }) => state === "error");
  expect(failed.map(({ id }) => id)).toEqual([
    "b-syntax.ts",
    "c-throws.ts",
    "d-empty.ts",
    "e-open.ts",
    "f-hangs.ts",
    "g-need.ts",
    "h-key.ts",
  ]);
  const reasons = failed.map(({ error }) => messageOf(error));
  expect(reasons[0]).toMatch(/^line 1, column \d+: /);
  expect(reasons[1]).toBe("no such device");
  expect(reasons[2]).toContain("no plugin");
  expect(reasons[3]).toContain("can be written by others");
  expect(reasons[4]).toContain("missing.ts");
  expect(reasons[5]).toContain("no plugin");
  expect(reasons[6]).toContain("no plugin");
});

test("a directory that is not there is no error", async () => {
  expect(await loadUserPlugins(join(directory, "none"), silent)).toEqual([]);
  expect(await loadUserPlugins("", silent)).toEqual([]);
});
