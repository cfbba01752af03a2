// Checks src against its map: which folder may import which, which one may use FFI, and which names no file may have.
import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

const src = join(import.meta.dir, "../src");

const map = readFileSync(join(src, "README.md"), "utf8");

const base = ["errors", "context", "log", "plugin"];

const words = (cell: string): string[] => cell.split(",").map((word) => word.trim());

/** The table of src/README.md: for each folder those that it may import beside itself. */
function readTable(): Readonly<Record<string, readonly string[]>> {
  const section = map.slice(map.indexOf("| folder | may import |"), map.indexOf("## The way of"));
  const rows = [...section.matchAll(/^\| ([a-z][^|]*) \| ([^|]*) \|$/gm)].slice(1);
  const entries = rows.flatMap(([, folders = "", permitted = ""]) => {
    const expanded = words(permitted).flatMap((word) => (word === "base" ? base : word));
    return words(folders).map((folder) => [folder, expanded.filter((word) => word !== "nothing")]);
  });
  return Object.fromEntries(entries);
}

const allowed = readTable();

/** What unit tests may import in addition: the harness and contract suites of test/, and real sockets and system calls. */
const forTests = ["../test/", "linux/", "rpc/transport/"];

const sourceFiles = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.(ts|js)$/.test(path))
  .sort();
const handWritten = sourceFiles.filter((path) => !path.startsWith("rpc/gen/"));

const importPattern = /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\()\s*["']([^"'\n]+)["']/g;

/** All modules that a file names in `import`, `export … from` or `import()`. */
function importsOf(source: string): string[] {
  const code = source.replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
  return [...code.matchAll(importPattern)].map((match) => match[1] ?? "");
}

const read = (path: string): string => readFileSync(join(src, path), "utf8");

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.indexOf("/")));

/** Files below src that a file imports, relative to src. */
function localImports(path: string, source: string): string[] {
  return importsOf(source)
    .filter((name) => name.startsWith("."))
    .map((name) => normalize(join(dirname(path), name)));
}

/** Why an import breaks the table; undefined if it does not. */
function violation(from: string, to: string): string | undefined {
  const isTest = from.endsWith(".test.ts");
  if (isTest && forTests.some((folder) => to.startsWith(folder))) {
    return undefined;
  }
  if (to.startsWith("..")) {
    return `${from} imports ${to}, outside src`;
  }
  const [source, target] = [folderOf(from), folderOf(to)];
  const permitted = allowed[source || from] ?? [];
  if (source === target || permitted.includes(target)) {
    return undefined;
  }
  return `${from} imports ${to}: ${source || from} may import ${permitted.join(", ") || "nothing"}`;
}

test("finds imports in all their forms, and not in comments", () => {
  const source = [
    'import a from "./a.ts";',
    'import type { B } from "../b.ts";',
    'import "./c.ts";',
    'export * from "./d.ts";',
    'const e = await import("./e.ts");',
    'import {\n  f,\n} from "./f.ts";',
    '// import g from "./g.ts";',
  ].join("\n");
  expect(importsOf(source).sort()).toEqual(["../b.ts", "./a.ts", "./c.ts", "./d.ts", "./e.ts", "./f.ts"]);
});

test("tells an import that the table forbids from one it allows", () => {
  expect(violation("core/image.ts", "plugin/slot.ts")).toBeUndefined();
  expect(violation("core/image.ts", "stores/content/disk.ts")).toBeDefined();
  expect(violation("stores/content/disk.ts", "snapshotters/native/native.ts")).toBeDefined();
  expect(violation("shim/main.ts", "daemon/main.ts")).toBeDefined();
  expect(violation("main.ts", "client/index.ts")).toBeDefined();
  expect(violation("core/image.ts", "../scripts/generate.ts")).toBeDefined();
});

test("every folder of src has its row in the table", () => {
  const folders = new Set(sourceFiles.map(folderOf).filter((folder) => folder !== ""));
  expect([...folders].filter((folder) => allowed[folder] === undefined)).toEqual([]);
});

test("folders import only what the table allows", () => {
  const broken = handWritten.flatMap((path) =>
    localImports(path, read(path)).flatMap((target) => violation(path, target) ?? []),
  );
  expect(broken).toEqual([]);
});

test("stores import none of each other", () => {
  const storeOf = (path: string): string => path.split("/").slice(0, 2).join("/");
  const isDriver = (path: string): boolean => /^(stores|snapshotters)\/[^/]+\/./.test(path);
  const broken = handWritten.filter(isDriver).flatMap((path) =>
    localImports(path, read(path))
      .filter((target) => isDriver(target) && storeOf(target) !== storeOf(path))
      .map((target) => `${path} imports ${target}`),
  );
  expect(broken).toEqual([]);
});

test("main.ts loads roles on demand only", () => {
  const staticImports = [...read("main.ts").matchAll(/^import .* from "\.\/([^"]+)"/gm)].map(
    (m) => m[1] ?? "",
  );
  expect(staticImports.map(folderOf).filter((folder) => folder !== "context")).toEqual([]);
});

test("only linux/ imports bun:ffi", () => {
  const users = handWritten.filter((path) => importsOf(read(path)).includes("bun:ffi"));
  expect(users.filter((path) => !path.startsWith("linux/"))).toEqual([]);
});

test("engines know no plugin: only x.plugin.ts calls plugin()", () => {
  const declares = /\bplugin\(\s*[A-Z]\w*,/;
  const users = handWritten.filter((path) => !path.endsWith(".test.ts") && declares.test(read(path)));
  expect(users.filter((path) => !path.endsWith(".plugin.ts") && !path.startsWith("plugin/"))).toEqual([]);
});

test("every plugin is among the built-ins", () => {
  const listed = localImports("daemon/builtins.ts", read("daemon/builtins.ts"));
  const plugins = handWritten.filter((path) => path.endsWith(".plugin.ts") && !path.startsWith("daemon/"));
  expect(plugins.length).toBeGreaterThan(5);
  expect(plugins.filter((path) => !listed.includes(path))).toEqual([]);
});

test("the engines of rpc know no runtime outside transport/", () => {
  const engines = handWritten.filter(
    (path) => /^rpc\/(http2|grpc|ttrpc|interceptors)\//.test(path) && !path.endsWith(".test.ts"),
  );
  const broken = engines.filter((path) => {
    const source = read(path);
    return (
      /\bBun\.(listen|connect|serve)\b/.test(source) ||
      importsOf(source).some((name) => /^(node:(net|http2?|tls)|bun)$/.test(name))
    );
  });
  expect(broken).toEqual([]);
});

test("nothing is called utils, helpers or common", () => {
  const vague = /(^|\/)(utils?|helpers|common)(\.[a-z.]+)?(\/|$)/i;
  expect(sourceFiles.map((path) => relative(".", path)).filter((path) => vague.test(path))).toEqual([]);
});

test("no file of src has 300 lines or more", () => {
  const lines = (path: string): number => read(path).split("\n").length - 1;
  expect(handWritten.filter((path) => !path.endsWith(".test.ts") && lines(path) >= 300)).toEqual([]);
});

test("the map names only what exists, and every folder", () => {
  const named = [...map.matchAll(/`([a-z][\w-]*(?:\/[\w.-]+)+\/?)`/g)].map((match) => match[1] ?? "");
  const paths = named.filter((path) => !path.startsWith("tsrt/") && !path.startsWith("test/"));
  expect(paths.length).toBeGreaterThan(40);
  expect(paths.filter((path) => !existsSync(join(src, path)))).toEqual([]);
  const folders = [...new Set(sourceFiles.map(folderOf))].filter((folder) => folder !== "");
  expect(folders.filter((folder) => !map.includes(`${folder}/`))).toEqual([]);
});

/** Files that main.ts loads, directly or through others, on start or on demand. */
function reachable(): Set<string> {
  const seen = new Set<string>();
  const waiting = ["main.ts"];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (!seen.has(path) && handWritten.includes(path)) {
      seen.add(path);
      waiting.push(...localImports(path, read(path)));
    }
  }
  return seen;
}

test("the way of `ctr run` leads through files that the executable loads", () => {
  const way = map.slice(map.indexOf("## The way of"), map.indexOf("## How the daemon boots"));
  const files = [...way.matchAll(/`([a-z][\w-]*\/[\w./-]+\.ts)`/g)].map((match) => match[1] ?? "");
  expect(files.length).toBeGreaterThan(25);
  const loaded = reachable();
  expect(files.filter((path) => !loaded.has(path))).toEqual([]);
});
