// install.sh with a temporary prefix: from a release over HTTP, from a checkout, a second time, with failures, and uninstalled.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const top = join(import.meta.dir, "../..");
const installer = join(top, "install.sh");
const scratch = mkdtempSync(join(tmpdir(), "tsrt-install-"));
const releases = join(scratch, "releases");
let server: Bun.Server<undefined>;

beforeAll(() => {
  mkdirSync(releases);
  server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request) => {
      const path = join(releases, new URL(request.url).pathname);
      return existsSync(path) ? new Response(Bun.file(path)) : new Response("no", { status: 404 });
    },
  });
});
afterAll(() => {
  void server.stop(true);
  rmSync(scratch, { recursive: true });
});

let count = 0;
const newPrefix = (): string => join(scratch, `prefix-${count++}`);

interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function install(
  args: readonly string[],
  options: { stdin?: Blob; path?: string; wrapper?: readonly string[] } = {},
): Promise<Outcome> {
  // From standard input, as `curl … | sh` does it: without a checkout to fall back to.
  const command = options.stdin === undefined ? ["sh", installer, ...args] : ["sh", "-s", "--", ...args];
  const child = Bun.spawn([...(options.wrapper ?? []), ...command], {
    cwd: scratch,
    stdin: options.stdin ?? "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: { PATH: options.path ?? process.env.PATH ?? "", TMPDIR: scratch, HOME: scratch },
  });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { status: await child.exited, stdout, stderr };
}

const piped = (args: readonly string[], path?: string): Promise<Outcome> =>
  install(args, { stdin: Bun.file(installer), ...(path === undefined ? {} : { path }) });

const machine = process.arch === "arm64" ? "arm64" : "x64";
const isMusl = readdirSync("/lib").some((name) => name.startsWith("ld-musl-")) && !existsSync("/lib64");
const archiveName = `tsrt-linux-${machine}${isMusl ? "-musl" : ""}.tar.gz`;

/** Makes a release whose executable only prints `version`, because the installer needs nothing else of it. */
function publish(name: string, version: string, change: { sha256?: string; script?: string } = {}): string {
  const directory = join(releases, name);
  const files = mkdtempSync(join(scratch, "files-"));
  const script = change.script ?? `#!/bin/sh\necho tsrt ${version}\n`;
  writeFileSync(join(files, "tsrt"), script, { mode: 0o755 });
  mkdirSync(directory, { recursive: true });
  const archive = join(directory, archiveName);
  const tar = Bun.spawnSync(["tar", "-czf", archive, "-C", files, "tsrt", "-C", join(top, "install"), "."]);
  expect(tar.exitCode).toBe(0);
  const sha256 = change.sha256 ?? createHash("sha256").update(readFileSync(archive)).digest("hex");
  writeFileSync(`${archive}.sha256`, `${sha256}  ${archiveName}\n`);
  return `http://127.0.0.1:${server.port}/${name}`;
}

/** Every file below a directory, with what is in it. */
function tree(directory: string): Record<string, string> {
  if (!existsSync(directory)) {
    return {};
  }
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).sort();
  const entries = files.map((path): [string, string] => {
    const stat = lstatSync(join(directory, path));
    const content = stat.isSymbolicLink()
      ? `-> ${readlinkSync(join(directory, path))}`
      : stat.isFile()
        ? readFileSync(join(directory, path), "utf8")
        : "";
    return [path, content];
  });
  return Object.fromEntries(entries);
}

const run = (command: string[]): string => {
  const result = Bun.spawnSync(command);
  expect(result.stderr.toString()).toBe("");
  return result.stdout.toString();
};

test("is clean for shellcheck", () => {
  const result = Bun.spawnSync(["shellcheck", installer]);
  expect(result.stdout.toString()).toBe("");
  expect(result.exitCode).toBe(0);
});

test("installs a release that was downloaded, with all that belongs to it", async () => {
  const prefix = newPrefix();
  const result = await piped(["--base-url", `${publish("v1", "1.0")}/`, "--prefix", prefix]);
  expect(result).toMatchObject({ status: 0, stderr: "" });
  expect(result.stdout).toContain("installed tsrt 1.0");
  expect(Object.keys(tree(prefix)).filter((path) => !statSync(join(prefix, path)).isDirectory())).toEqual([
    "bin/containerd-shim-tsrt-v1",
    "bin/tsrt",
    "etc/cni/net.d/10-tsrt-bridge.conflist",
    "etc/tsrt/config.toml",
    "lib/systemd/system/tsrt.service",
  ]);
  expect(run([join(prefix, "bin/containerd-shim-tsrt-v1")])).toBe("tsrt 1.0\n");
  expect(statSync(join(prefix, "bin/tsrt")).mode & 0o777).toBe(0o755);
  expect(JSON.parse(readFileSync(join(prefix, "etc/cni/net.d/10-tsrt-bridge.conflist"), "utf8")).name).toBe(
    "tsrt-bridge",
  );
});

test("a second run upgrades the executable and leaves configuration that is there", async () => {
  const prefix = newPrefix();
  await piped(["--base-url", publish("v1", "1.0"), "--prefix", prefix]);
  const config = join(prefix, "etc/tsrt/config.toml");
  writeFileSync(config, "version = 4\nroot = '/elsewhere'\n");
  rmSync(join(prefix, "etc/cni/net.d/10-tsrt-bridge.conflist"));
  writeFileSync(join(prefix, "etc/cni/net.d/99-mine.conf"), "{}");
  const result = await piped(["--base-url", publish("v2", "2.0"), "--prefix", prefix]);
  expect(result.status).toBe(0);
  expect(run([join(prefix, "bin/tsrt")])).toBe("tsrt 2.0\n");
  expect(readFileSync(config, "utf8")).toContain("/elsewhere");
  expect(readdirSync(join(prefix, "etc/cni/net.d"))).toEqual(["99-mine.conf"]);
});

const failures: readonly (readonly [string, () => string, string])[] = [
  ["another SHA-256", () => publish("bad-sum", "3.0", { sha256: "0".repeat(64) }), "expected 000000"],
  ["no SHA-256", () => publish("no-sum", "3.0", { sha256: "<html>" }), "holds no SHA-256"],
  ["no release", () => `http://127.0.0.1:${server.port}/nowhere`, "cannot download"],
  ["no server", () => "http://127.0.0.1:1", "cannot download"],
  [
    "an executable that does not run",
    () => publish("broken", "3.0", { script: "#!/nonexistent\n" }),
    "does not run on this machine",
  ],
];

for (const [name, url, reason] of failures) {
  test(`${name}: says so and leaves what was there`, async () => {
    const prefix = newPrefix();
    const fresh = await piped(["--base-url", url(), "--prefix", prefix]);
    expect(fresh.status).not.toBe(0);
    expect(fresh.stderr).toContain(reason);
    expect(existsSync(prefix)).toBe(false);

    await piped(["--base-url", publish("v1", "1.0"), "--prefix", prefix]);
    const before = tree(prefix);
    const upgrade = await piped(["--base-url", url(), "--prefix", prefix]);
    expect(upgrade.status).not.toBe(0);
    expect(tree(prefix)).toEqual(before);
  });
}

test("temporary files on a mount without exec: says so, and what helps", async () => {
  const prefix = newPrefix();
  // A mount of a namespace of its own goes with it.
  const mounted = 'mount -t tmpfs -o noexec none "$TMPDIR" && exec "$@"';
  const wrapper = ["unshare", "--mount", "sh", "-c", mounted, "sh"];
  const stdin = Bun.file(installer);
  const result = await install(["--base-url", publish("v1", "1.0"), "--prefix", prefix], { stdin, wrapper });
  expect(result.stderr).toMatch(/install\.sh: nothing can be run in \S+, .* noexec: set TMPDIR/);
  expect(result.stderr).not.toContain("on this machine");
  expect(result.status).toBe(1);
  expect(existsSync(prefix)).toBe(false);
});

test("a failure midway puts back what was already replaced", async () => {
  const prefix = newPrefix();
  await piped(["--base-url", publish("v1", "1.0"), "--prefix", prefix]);
  const before = tree(prefix);
  // The unit is moved last: a mv that fails there stands for a disk that fills up.
  const bin = mkdtempSync(join(scratch, "bin-"));
  const mv =
    '#!/bin/sh\nfor last; do :; done\ncase "$2$last" in *.tsrt-new*tsrt.service) exit 1 ;; esac\nexec /bin/mv "$@"\n';
  writeFileSync(join(bin, "mv"), mv);
  chmodSync(join(bin, "mv"), 0o755);
  const result = await piped(
    ["--base-url", publish("v2", "2.0"), "--prefix", prefix],
    `${bin}:${process.env.PATH}`,
  );
  expect(result.status).toBe(1);
  expect(result.stderr).toContain("cannot replace");
  expect(tree(prefix)).toEqual(before);
  expect(run([join(prefix, "bin/tsrt")])).toBe("tsrt 1.0\n");

  const fresh = newPrefix();
  const failed = await piped(
    ["--base-url", publish("v2", "2.0"), "--prefix", fresh],
    `${bin}:${process.env.PATH}`,
  );
  expect(failed.status).toBe(1);
  expect(existsSync(fresh)).toBe(false);
});

test("--uninstall removes what was installed, and nothing that was changed", async () => {
  const prefix = newPrefix();
  await piped(["--base-url", publish("v1", "1.0"), "--prefix", prefix]);
  const whole = await piped(["--uninstall", "--prefix", prefix]);
  expect(whole.status).toBe(0);
  expect(existsSync(join(prefix, "bin"))).toBe(false);
  expect(tree(prefix)).toEqual({});

  await piped(["--base-url", publish("v1", "1.0"), "--prefix", prefix, "--no-service"]);
  expect(existsSync(join(prefix, "lib"))).toBe(false);
  writeFileSync(join(prefix, "etc/tsrt/config.toml"), "version = 4\n");
  const kept = await piped(["--uninstall", "--prefix", prefix]);
  expect(kept.stdout).toContain("left ");
  expect(Object.keys(tree(prefix))).toEqual(["etc", "etc/tsrt", "etc/tsrt/config.toml"]);
  expect(await piped(["--uninstall", "--prefix", prefix])).toMatchObject({ status: 1 });
});

test("bad arguments are refused before anything is done", async () => {
  for (const args of [
    ["--prefix", "relative"],
    ["--prefix", "/a b"],
    ["--prefix"],
    ["--colour"],
    ["--prefix", "/"],
  ]) {
    const result = await piped(args);
    expect([result.status, result.stdout]).toEqual([1, ""]);
  }
  const lost = await piped(["--prefix", newPrefix()]);
  expect(lost.stderr).toContain("give --base-url, or run this in a checkout");
  expect((await piped(["--help"])).stdout).toStartWith("Usage: install.sh");
});

test("leaves nothing in the directory for temporary files", () => {
  expect(readdirSync(scratch).filter((name) => name.startsWith("tmp."))).toEqual([]);
});

test("builds in a checkout; what it installs runs, and its unit passes systemd's checks", async () => {
  const prefix = newPrefix();
  const result = await install(["--prefix", prefix]);
  expect(result.stderr).not.toContain("install.sh:");
  expect(result.status).toBe(0);
  const version = (JSON.parse(readFileSync(join(top, "package.json"), "utf8")) as { version: string })
    .version;
  expect(run([join(prefix, "bin/tsrt"), "--version"])).toStartWith(`tsrt ${version} `);
  expect(run([join(prefix, "bin/containerd-shim-tsrt-v1"), "-v"])).toContain(version);
  const dump = ["daemon", "--config", join(prefix, "etc/tsrt/config.toml"), "config", "dump"];
  expect(run([join(prefix, "bin/tsrt"), ...dump])).toBe(
    run([join(prefix, "bin/tsrt"), "daemon", "config", "default"]),
  );

  const unit = join(prefix, "lib/systemd/system/tsrt.service");
  const lines = readFileSync(unit, "utf8").split("\n");
  for (const line of unitLines) {
    expect(lines).toContain(line);
  }
  expect(lines).toContain(`ExecStart=${prefix}/bin/tsrt daemon --config ${prefix}/etc/tsrt/config.toml`);
  expect(lines.some((line) => line.startsWith("UnsetEnvironment=BUN_OPTIONS BUN_BE_BUN"))).toBe(true);
  if (Bun.which("systemd-analyze") !== null) {
    const verified = Bun.spawnSync(["systemd-analyze", "verify", unit]);
    expect([verified.exitCode, verified.stderr.toString()]).toEqual([0, ""]);
  }
}, 120_000);

const unitLines = [
  "Type=notify",
  "Delegate=yes",
  "KillMode=process",
  "Restart=always",
  "RestartSec=5",
  "TasksMax=infinity",
  "LimitNOFILE=1048576",
  "LimitNPROC=infinity",
  "LimitCORE=0",
  "OOMScoreAdjust=-999",
  "ExecStartPre=-/sbin/modprobe overlay",
];

test("the installer knows the digests of the configuration it may remove", () => {
  const text = readFileSync(installer, "utf8");
  for (const [variable, file] of [
    ["config_sha256", "config.toml"],
    ["network_sha256", "10-tsrt-bridge.conflist"],
  ] as const) {
    const digest = createHash("sha256")
      .update(readFileSync(join(top, "install", file)))
      .digest("hex");
    expect(text).toContain(`\n${variable}=${digest}\n`);
  }
});
