// A project that uses `tsrt/client` as README.md says. The package is made, installed, type-checked and run.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { command, succeed } from "../harness/command.ts";
import { Daemon } from "../harness/daemon.ts";
import { type Scratch, scratch } from "../harness/scratch.ts";

const top = join(import.meta.dir, "../..");
const readme = readFileSync(join(top, "README.md"), "utf8");
let project: Scratch;

/** The code blocks of a language that hold some text. */
function blocks(language: string, text: string): string[] {
  const all = [...readme.matchAll(/```(\w+)\n([\s\S]*?)```/g)];
  return all
    .filter(([, name, code]) => name === language && code?.includes(text))
    .map(([, , code = ""]) => code);
}

const [snippet = ""] = blocks("ts", "tsrt/client");
const [options = ""] = blocks("json", "compilerOptions");

beforeAll(async () => {
  project = scratch("tsrt-consumer-");
  await succeed(["npm", "pack", "--silent", "--pack-destination", project.path], { cwd: top });
  const archive = readdirSync(project.path).find((name) => name.endsWith(".tgz")) ?? "";
  const installed = project.join("node_modules/tsrt");
  mkdirSync(installed, { recursive: true });
  await succeed(["tar", "-xzf", project.join(archive), "-C", installed, "--strip-components=1"]);
  linkDependencies();
  writeFileSync(project.join("package.json"), '{"type": "module"}');
  writeFileSync(project.join("tsconfig.json"), options);
  writeFileSync(project.join("snippet.ts"), snippet);
}, 180_000);
afterAll(() => project[Symbol.dispose]());

/** Links the dependencies that `bun add` would fetch. */
function linkDependencies(): void {
  const { dependencies } = JSON.parse(readFileSync(join(top, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  mkdirSync(project.join("node_modules/@msgpack"));
  for (const name of [...Object.keys(dependencies), "bun-types"]) {
    symlinkSync(join(top, "node_modules", name), project.join("node_modules", name));
  }
}

const check = (...words: string[]) =>
  command([join(top, "node_modules/.bin/tsc"), "-p", ".", ...words], { cwd: project.path });
const passed = { status: 0, stdout: "", stderr: "" };

test("its types are right for tsconfig.json as README.md has it, and for stricter ones", async () => {
  expect(await check()).toEqual(passed);
  expect(await check("--module", "NodeNext", "--moduleResolution", "NodeNext")).toEqual(passed);
  const strict = ["noPropertyAccessFromIndexSignature", "erasableSyntaxOnly", "verbatimModuleSyntax"];
  expect(await check(...strict.flatMap((name) => [`--${name}`, "true"]))).toEqual(passed);
  writeFileSync(project.join("wrong.ts"), `${snippet}export const wrong: number = image;\n`);
  expect((await check()).stdout).toContain("wrong.ts");
  rmSync(project.join("wrong.ts"));
}, 180_000);

test("without declarations it needs the options that README.md names", async () => {
  const types = project.join("node_modules/tsrt/dist");
  rmSync(types, { recursive: true });
  const named = ["allowImportingTsExtensions", "noUncheckedIndexedAccess", "exactOptionalPropertyTypes"];
  for (const name of named) {
    expect(readme).toContain(`\`${name}\``);
  }
  expect(await check(...named.flatMap((name) => [`--${name}`, "true"]))).toEqual(passed);
}, 180_000);

test("it runs", async () => {
  await using daemon = await Daemon.start();
  const program = `import { Client } from "tsrt/client";
await using client = await Client.connect(process.argv[2] ?? "");
console.log((await client.introspection.version()).version);
`;
  writeFileSync(project.join("program.ts"), program);
  const { version } = JSON.parse(readFileSync(join(top, "package.json"), "utf8")) as { version: string };
  const run = await command([process.execPath, "program.ts", daemon.address], { cwd: project.path });
  expect(run).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
}, 180_000);
