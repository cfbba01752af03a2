// Builds dist/tsrt, one executable for all roles, by `bun build --compile`. `pkg` cannot be used, because it embeds Node binaries
// that it downloads from outside the npm registry, and because Node has no FFI.
// Usage: bun scripts/build-binary.ts [--target bun-linux-x64-musl] [--outfile dist/tsrt]
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const top = join(dirname(fileURLToPath(import.meta.url)), "..");

const { values: options } = parseArgs({
  options: {
    target: { type: "string" },
    outfile: { type: "string", default: "dist/tsrt" },
  },
});

function git(...args: string[]): string {
  const result = spawnSync("git", args, { cwd: top, encoding: "utf8" });
  return result.status === 0 ? result.stdout.trim() : "";
}

/** The commit; empty in a release archive, which has no .git. */
function commit(): string {
  const head = git("rev-parse", "HEAD");
  const isModified = head !== "" && git("status", "--porcelain", "--untracked-files=no") !== "";
  return isModified ? `${head}.m` : head;
}

function version(): string {
  const manifest = JSON.parse(readFileSync(join(top, "package.json"), "utf8")) as { version: string };
  return manifest.version;
}

/** Workers are loaded by name (src/context/worker.ts), so the bundler does not find them and needs their list. */
function workers(): string[] {
  return [...new Bun.Glob("src/**/*worker.ts").scanSync(top)]
    .filter((path) => path !== "src/context/worker.ts")
    .sort();
}

const outfile = resolve(top, options.outfile);
// The executable's name becomes part of its contents, so it is fixed: the same sources must give the same bytes.
const unfinished = join(dirname(outfile), `.build-${process.pid}`, "tsrt");
const args = [
  "build",
  "--compile",
  "--minify",
  "--bytecode",
  "--format=esm",
  "--splitting",
  // A daemon that runs as root must not read .env and bunfig.toml from the directory in which it was started.
  "--no-compile-autoload-dotenv",
  "--no-compile-autoload-bunfig",
  "--root=.",
  `--define=TSRT_VERSION=${JSON.stringify(version())}`,
  `--define=TSRT_COMMIT=${JSON.stringify(commit())}`,
  ...(options.target === undefined ? [] : [`--target=${options.target}`]),
  `--outfile=${unfinished}`,
  "src/main.ts",
  ...workers(),
];

mkdirSync(dirname(unfinished), { recursive: true });
const build = spawnSync(process.execPath, args, { cwd: top, stdio: "inherit" });
if (build.status === 0) {
  // The executable is put into place by rename, so that a running daemon keeps its file and no incomplete one can be run.
  renameSync(unfinished, outfile);
}
rmSync(dirname(unfinished), { recursive: true, force: true });
if (build.status !== 0) {
  process.exit(build.status ?? 1);
}
console.log(`${outfile} ${(statSync(outfile).size / 1e6).toFixed(1)} MB`);
