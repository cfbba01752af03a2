// Every exported name of the folders that programs and plugins import has a doc comment: meaning, units, errors, source.
import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const src = join(import.meta.dir, "../src");
const surface = ["core", "plugin", "errors", "client"];

const declaration =
  /^export (?:default )?(?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|interface|type|const|enum) (\w+)/;

/** Exported names of a source text that no doc comment stands directly above. Overloads after the first need none. */
function undocumented(source: string): string[] {
  const lines = source.split("\n");
  const seen = new Set<string>();
  return lines.flatMap((line, index) => {
    const name = declaration.exec(line)?.[1];
    if (name === undefined || seen.has(name)) {
      return [];
    }
    seen.add(name);
    return lines[index - 1]?.trimEnd().endsWith("*/") ? [] : [name];
  });
}

test("tells a documented export from an undocumented one", () => {
  const source = [
    "/** A thing. */",
    "export interface Documented {}",
    "export type Bare = string;",
    "/** Does it. */",
    "export async function overloaded(a: string): Promise<void>;",
    "export async function overloaded(a: number): Promise<void>;",
    "// Not a doc comment.",
    "export const slot = 1;",
    "const local = 2;",
    'export { other } from "./other.ts";',
  ].join("\n");
  expect(undocumented(source)).toEqual(["Bare", "slot"]);
});

test("every exported name of core, plugin, errors and client has a doc comment", () => {
  const files = surface.flatMap((folder) =>
    readdirSync(join(src, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
      .map((path) => `${folder}/${path}`),
  );
  expect(files.length).toBeGreaterThan(80);
  const bare = files.flatMap((path) =>
    undocumented(readFileSync(join(src, path), "utf8")).map((name) => `${path}: ${name}`),
  );
  expect(bare).toEqual([]);
});
