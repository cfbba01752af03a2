// Builds what install.sh downloads, into dist/release: tsrt-linux-ARCH.tar.gz, its .sha256, and install.sh itself.
// Usage: bun scripts/build-release.ts [--base-url URL] [--target x64|x64-musl|arm64|arm64-musl]... [--outdir dist/release]
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const top = join(dirname(fileURLToPath(import.meta.url)), "..");
const host = process.arch === "arm64" ? "arm64" : "x64";

const { values: options } = parseArgs({
  options: {
    "base-url": { type: "string", default: "" },
    target: { type: "string", multiple: true, default: [host] },
    outdir: { type: "string", default: "dist/release" },
  },
});

function run(command: string, ...args: string[]): void {
  const result = spawnSync(command, args, { cwd: top, stdio: "inherit" });
  if (result.status !== 0) {
    throw new Error(`${command} ${args[0]} failed`);
  }
}

/** Makes an archive with sorted names and fixed owners and times, so that the same files give the same archive. */
function archive(directory: string, file: string): void {
  const fixed = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0"];
  run("tar", ...fixed, "-I", "gzip -n", "-cf", file, "-C", directory, ...readdirSync(directory).sort());
}

function release(target: string, outdir: string): void {
  const work = mkdtempSync(join(tmpdir(), "tsrt-release-"));
  try {
    const bunTarget = `--target=bun-linux-${target}`;
    run(process.execPath, "scripts/build-binary.ts", bunTarget, `--outfile=${join(work, "tsrt")}`);
    for (const name of readdirSync(join(top, "install"))) {
      copyFileSync(join(top, "install", name), join(work, name));
    }
    const name = `tsrt-linux-${target}.tar.gz`;
    archive(work, join(outdir, name));
    const digest = createHash("sha256")
      .update(readFileSync(join(outdir, name)))
      .digest("hex");
    writeFileSync(join(outdir, `${name}.sha256`), `${digest}  ${name}\n`);
    console.log(`${join(outdir, name)} ${digest}`);
  } finally {
    rmSync(work, { recursive: true });
  }
}

const outdir = resolve(top, options.outdir);
mkdirSync(outdir, { recursive: true });
for (const target of options.target) {
  release(target, outdir);
}
const installer = readFileSync(join(top, "install.sh"), "utf8");
const baseUrl = options["base-url"].replace(/[^\w.:/~-]/g, "");
writeFileSync(
  join(outdir, "install.sh"),
  installer.replace("default_base_url=''", `default_base_url='${baseUrl}'`),
  { mode: 0o755 },
);
