// install.sh on the system itself: the default prefix and a service manager. It runs in a mount namespace whose /etc,
// /run and /usr/local are of its own, with a systemctl that writes down what it is asked and answers as it is told.
import { afterAll, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const top = join(import.meta.dir, "../..");
const scratch = mkdtempSync(join(tmpdir(), "tsrt-service-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const machine = process.arch === "arm64" ? "arm64" : "x64";

function publish(version: string): string {
  const directory = join(scratch, `release-${version}`);
  const files = join(scratch, `files-${version}`);
  mkdirSync(directory);
  mkdirSync(files);
  writeFileSync(join(files, "tsrt"), `#!/bin/sh\necho tsrt ${version}\n`, { mode: 0o755 });
  const archive = join(directory, `tsrt-linux-${machine}.tar.gz`);
  const tar = Bun.spawnSync(["tar", "-czf", archive, "-C", files, "tsrt", "-C", join(top, "install"), "."]);
  expect(tar.exitCode).toBe(0);
  const digest = createHash("sha256").update(readFileSync(archive)).digest("hex");
  writeFileSync(`${archive}.sha256`, `${digest}\n`);
  return `file://${directory}`;
}

const systemctl = `#!/bin/sh
echo "$*" >>"$SYSTEMCTL_LOG"
case $1 in
  is-active) exit "$SYSTEMCTL_ACTIVE" ;;
  restart | enable) exit "$SYSTEMCTL_START" ;;
esac
`;

/** Commands of a session in the namespace, one after another; each one's exit code goes into its output. */
function session(commands: readonly string[]): string {
  const bin = join(scratch, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "systemctl"), systemctl, { mode: 0o755 });
  const script = [
    "set -e",
    "mount -t tmpfs tmpfs /run",
    "mount -t tmpfs tmpfs /usr/local",
    "mount -t tmpfs tmpfs /mnt",
    "mkdir -p /mnt/upper /mnt/work /run/systemd/system",
    "mount -t overlay -o lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work overlay /etc",
    "set +e",
    ...commands.map((command) => `${command}; echo "= $?"`),
  ].join("\n");
  const result = Bun.spawnSync(["unshare", "--mount", "--propagation", "private", "sh", "-c", script], {
    env: {
      PATH: `${bin}:${process.env.PATH}`,
      TMPDIR: scratch,
      SYSTEMCTL_LOG: join(scratch, "systemctl.log"),
      SYSTEMCTL_ACTIVE: "3",
      SYSTEMCTL_START: "0",
    },
  });
  return `${result.stdout}${result.stderr}`;
}

/** The calls of systemctl since the last time this was called. */
function asked(): string[] {
  const log = join(scratch, "systemctl.log");
  const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  rmSync(log, { force: true });
  return lines;
}

const install = `sh ${join(top, "install.sh")}`;
const [first, second] = [publish("1.0"), publish("2.0")];

test("starts the service, and restarts it on an upgrade", () => {
  const output = session([
    `${install} --base-url ${first}`,
    "grep ExecStart= /etc/systemd/system/tsrt.service",
    `SYSTEMCTL_ACTIVE=0 ${install} --base-url ${second}`,
    "/usr/local/bin/tsrt",
  ]);
  expect(output).toContain("started tsrt.service");
  expect(output).toContain("ExecStart=/usr/local/bin/tsrt daemon --config /etc/tsrt/config.toml");
  expect(output).toContain("restarted tsrt.service");
  expect(output).toContain("tsrt 2.0\n= 0");
  expect(asked()).toEqual([
    "daemon-reload",
    "is-active --quiet tsrt.service",
    "enable --now tsrt.service",
    "daemon-reload",
    "is-active --quiet tsrt.service",
    "restart tsrt.service",
  ]);
});

test("a new daemon that does not start is replaced by the old one", () => {
  const output = session([
    `${install} --base-url ${first}`,
    `SYSTEMCTL_ACTIVE=0 SYSTEMCTL_START=1 ${install} --base-url ${second}`,
    "/usr/local/bin/tsrt",
    "ls /usr/local/bin",
  ]);
  expect(output).toContain("the new daemon does not start");
  expect(output).toContain("tsrt 1.0\n= 0\ncontainerd-shim-tsrt-v1\ntsrt\n= 0");
  expect(asked().slice(-3)).toEqual(["restart tsrt.service", "daemon-reload", "try-restart tsrt.service"]);
});

test("--no-service asks nothing; --uninstall stops the service first", () => {
  const output = session([
    `${install} --no-service --base-url ${first}`,
    "ls /etc/systemd/system/tsrt.service",
    `${install} --base-url ${second}`,
    `${install} --uninstall`,
    "ls /usr/local/bin /etc/tsrt /etc/systemd/system/tsrt.service",
  ]);
  expect(output).toContain("removed tsrt");
  expect(output.split("No such file").length - 1).toBe(3);
  expect(asked()).toEqual([
    "daemon-reload",
    "is-active --quiet tsrt.service",
    "enable --now tsrt.service",
    "disable --now tsrt.service",
    "daemon-reload",
  ]);
});
