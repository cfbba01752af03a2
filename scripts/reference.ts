// npm run reference: builds the programs that tsrt is compared with, at the versions that scripts/reference/*/go.mod pin,
// into dist/reference. Tests and `npm run bench` prefer these programs to those on PATH.
// Usage: bun scripts/reference.ts [containerd] [runc] [cri-tools]; without a name: containerd and runc.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { top } from "../test/harness/reference.ts";
import { type Program, programs } from "./reference/programs.ts";

const output = join(top, "dist/reference");

/** Go's checksum database, which may be unreachable, is not used, because every module is checked against our go.sum. */
const goEnvironment = { GOFLAGS: "-mod=readonly -trimpath -buildvcs=false", GOSUMDB: "off" };

interface Answer {
  readonly status: number;
  readonly text: string;
}

function run(argv: readonly string[], options: { cwd?: string; env?: Record<string, string> } = {}): Answer {
  const [command = "", ...args] = argv;
  const env = { ...process.env, ...options.env };
  const child = spawnSync(command, args, { encoding: "utf8", cwd: options.cwd ?? top, env });
  return { status: child.status ?? 127, text: `${child.stdout ?? ""}${child.stderr ?? ""}`.trim() };
}

function goVersion(): string {
  const answer = run(["go", "env", "GOVERSION"]);
  if (answer.status !== 0) {
    throw new Error("go is not installed: the reference is built from Go modules (see https://go.dev/dl)");
  }
  return answer.text;
}

/** Throws an error that names the tools that are missing on this machine. */
function checkNeeds({ name, cgo }: Program): void {
  if (cgo === undefined) {
    return;
  }
  for (const tool of ["gcc", "pkg-config"]) {
    if (Bun.which(tool) === null) {
      throw new Error(`${name} needs ${tool}, which is not installed (Debian: apt-get install ${tool})`);
    }
  }
  if (run(["pkg-config", "--exists", cgo.library]).status !== 0) {
    throw new Error(`${name} needs ${cgo.library}, which is not installed (Debian: ${cgo.debianPackage})`);
  }
}

/** A text that changes whenever the programs would change: the pinned modules, how they are built, and the version of Go. */
function recipe(program: Program, go: string): string {
  const hash = new Bun.CryptoHasher("sha256");
  for (const file of ["go.mod", "go.sum"]) {
    hash.update(readFileSync(join(program.directory, file)));
  }
  hash.update(JSON.stringify([program.packages, program.testPackages, program.tags, goEnvironment, go]));
  return hash.digest("hex");
}

function isBuilt(program: Program, stamp: string, wanted: string): boolean {
  const isStamped = existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
  return isStamped && program.executables.every((name) => existsSync(join(output, name)));
}

function build(program: Program, into: string): void {
  const env = { ...goEnvironment, CGO_ENABLED: program.cgo === undefined ? "0" : "1" };
  const flags = ["-tags", program.tags.join(","), "-ldflags", "-s -w", "-o", `${into}/`];
  const commands = [
    ["go", "build", ...flags, ...program.packages],
    ...program.testPackages.map((name) => ["go", "test", "-c", ...flags, name]),
  ];
  for (const command of commands) {
    const answer = run(command, { cwd: program.directory, env });
    if (answer.status !== 0) {
      throw new Error(`${command.join(" ")} ended with ${answer.status}: ${answer.text}`);
    }
  }
}

/** Builds the programs that are not up to date. They are put into place by rename, so that no incomplete one can be run. */
function bring(program: Program, go: string): void {
  const stamp = join(output, `.${program.name}.recipe`);
  const wanted = recipe(program, go);
  if (isBuilt(program, stamp, wanted)) {
    console.log(`${program.name}: up to date`);
    return;
  }
  checkNeeds(program);
  console.log(`${program.name}: building ${program.executables.join(", ")} (minutes, the first time)`);
  const unfinished = join(output, `.build-${process.pid}`);
  mkdirSync(unfinished, { recursive: true });
  try {
    build(program, unfinished);
    for (const name of program.executables) {
      renameSync(join(unfinished, name), join(output, name));
    }
    writeFileSync(stamp, wanted);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  console.log(`${program.name}: built into ${relative(process.cwd(), output)}`);
}

function chosen(names: readonly string[]): readonly Program[] {
  const unknown = names.find((name) => !programs.some((program) => program.name === name));
  if (unknown !== undefined) {
    throw new Error(`no program ${unknown}: there are ${programs.map(({ name }) => name).join(", ")}`);
  }
  return programs.filter(({ name, isDefault }) => (names.length === 0 ? isDefault : names.includes(name)));
}

try {
  const wanted = chosen(process.argv.slice(2));
  const go = goVersion();
  for (const program of wanted) {
    bring(program, go);
  }
} catch (error) {
  console.error(`npm run reference: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
