// Our shim under Debian's containerd, with its own ctr.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../../harness/command.ts";
import { shimCommand } from "./shim-process.ts";

// Machines that run tests may be busy: a time limit is for what hangs.
setDefaultTimeout(60_000);

const isInstalled = Bun.which("containerd") !== null && Bun.which("ctr") !== null;
const namespace = `tsrt-${process.pid}`;
/** runc's root when a task has no options: the shim's command line knows no other. */
const runcRoot = join("/run/containerd/runc", namespace);

let root: string;
let daemon: Bun.Subprocess;

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function ctr(args: readonly string[], stdin = ""): Promise<Result> {
  const child = Bun.spawn(["ctr", "-a", join(root, "c.sock"), "-n", namespace, ...args], {
    stdin: Buffer.from(stdin),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { code: await child.exited, stdout, stderr };
}

function run(flags: readonly string[], id: string, ...args: string[]): Promise<Result> {
  const runtime = ["--rootfs", "--runtime", "io.containerd.tsrt.v1", "--fifo-dir", join(root, "fifo")];
  return ctr(["run", ...runtime, ...flags, join(root, "image"), id, ...args]);
}

/** Pids of our shims, by the socket that each serves. */
function shims(): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(`-socket\0${root}/`);
    } catch {
      return false;
    }
  });
}

async function until(condition: () => boolean): Promise<void> {
  await eventually("the condition", condition).catch(() => {});
  expect(condition()).toBe(true);
}

function makeImage(): void {
  const bin = join(root, "image/bin");
  mkdirSync(bin, { recursive: true });
  for (const name of ["proc", "dev", "sys", "tmp", "etc", "run"]) {
    mkdirSync(join(root, "image", name));
  }
  copyFileSync("/bin/busybox", join(bin, "busybox"));
  for (const name of ["sh", "cat", "echo", "sleep", "true"]) {
    symlinkSync("busybox", join(bin, name));
  }
}

function config(): string {
  const unused = [
    "io.containerd.grpc.v1.cri",
    ...["aufs", "btrfs", "devmapper", "zfs"].map((name) => `io.containerd.snapshotter.v1.${name}`),
  ];
  return `version = 2
root = "${root}/root"
state = "${root}/state"
disabled_plugins = ${JSON.stringify(unused)}
[grpc]
  address = "${root}/c.sock"
[ttrpc]
  address = "${root}/c.sock.ttrpc"
`;
}

async function startDaemon(): Promise<void> {
  daemon = Bun.spawn(["containerd", "-c", join(root, "config.toml"), "-l", "debug"], {
    env: { ...process.env, PATH: `${root}/bin:${process.env.PATH}` },
    stdio: ["ignore", "ignore", Bun.file(join(root, "log"))],
  });
  await eventually("containerd to answer", async () => (await ctr(["version"])).code === 0);
}

describe.skipIf(!isInstalled)("under Debian's containerd", () => {
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "tsrt-f-"));
    makeImage();
    mkdirSync(join(root, "bin"));
    const shim = join(root, "bin/containerd-shim-tsrt-v1");
    writeFileSync(shim, `#!/bin/sh\nexec ${shimCommand().join(" ")} shim "$@"\n`);
    chmodSync(shim, 0o755);
    writeFileSync(join(root, "config.toml"), config());
    await startDaemon();
  });

  afterAll(async () => {
    daemon.kill("SIGTERM");
    await daemon.exited;
    rmSync(root, { recursive: true, force: true });
    rmSync(runcRoot, { recursive: true, force: true });
  });

  test("run: output, exit code, and nothing is left", async () => {
    const result = await run(["--rm"], "one", "/bin/sh", "-c", "echo out; echo err >&2; exit 3");
    expect(result).toMatchObject({ code: 3, stdout: "out\n", stderr: "err\n" });
    await until(() => shims().length === 0);
    await until(() => readdirSync(join(root, "s")).length === 0);
    await until(() => readdirSync(join(root, "state/io.containerd.runtime.v2.task", namespace)).length === 0);
  });

  test("stdin ends by itself", async () => {
    const args = [
      "run",
      "--rm",
      "--rootfs",
      "--runtime",
      "io.containerd.tsrt.v1",
      join(root, "image"),
      "cat",
      "/bin/cat",
    ];
    expect(await ctr(args, "hi\n")).toMatchObject({ code: 0, stdout: "hi\n" });
  });

  test("what cannot be created says why", async () => {
    const result = await run(["--rm"], "bad", "/no/such");
    expect(result.code).not.toBe(0);
    expect(result.stderr).toContain("OCI runtime create failed: ");
    await until(() => shims().length === 0);
  });

  test("detached: exec, metrics, pause, kill and delete", async () => {
    expect((await run(["-d"], "two", "/bin/sleep", "1000")).code).toBe(0);
    const exec = await ctr(["task", "exec", "--exec-id", "e", "two", "/bin/sh", "-c", "echo in; exit 4"]);
    expect(exec).toMatchObject({ code: 4, stdout: "in\n" });
    expect((await ctr(["task", "metrics", "two"])).stdout).toContain("memory.usage_in_bytes");
    await ctr(["task", "pause", "two"]);
    expect((await ctr(["task", "ls"])).stdout).toMatch(/two +\d+ +PAUSED/);
    await ctr(["task", "resume", "two"]);
    await ctr(["task", "kill", "-s", "KILL", "two"]);
    await eventually("its end", async () => /two +\d+ +STOPPED/.test((await ctr(["task", "ls"])).stdout));
    await ctr(["task", "rm", "two"]);
    expect((await ctr(["task", "ls"])).stdout).not.toContain("two");
    await ctr(["container", "rm", "two"]);
    await until(() => shims().length === 0);
  });

  test("two containers of a group share a shim, which ends after the last", async () => {
    const group = ["-d", "--annotation", "io.containerd.runc.v2.group=pair"];
    for (const id of ["left", "right"]) {
      expect((await run(group, id, "/bin/sleep", "1000")).code).toBe(0);
    }
    expect(shims().length).toBe(1);
    await ctr(["task", "rm", "-f", "left"]);
    expect((await ctr(["task", "exec", "--exec-id", "e", "right", "/bin/echo", "there"])).stdout).toBe(
      "there\n",
    );
    expect(shims().length).toBe(1);
    await ctr(["task", "rm", "-f", "right"]);
    await until(() => shims().length === 0);
    await ctr(["container", "rm", "left", "right"]);
  });

  test("the daemon returns to its containers", async () => {
    expect((await run(["-d"], "stays", "/bin/sleep", "1000")).code).toBe(0);
    daemon.kill("SIGKILL");
    await daemon.exited;
    await startDaemon();
    expect((await ctr(["task", "exec", "--exec-id", "e", "stays", "/bin/echo", "again"])).stdout).toBe(
      "again\n",
    );
    await ctr(["task", "rm", "-f", "stays"]);
    await ctr(["container", "rm", "stays"]);
    await until(() => shims().length === 0);
  });

  test("after kill -9 of a shim the daemon cleans up through `delete`", async () => {
    expect((await run(["-d"], "lost", "/bin/sleep", "1000")).code).toBe(0);
    const [shim] = shims();
    const before = (await ctr(["task", "ls"])).stdout;
    const pid = Number(/lost +(\d+)/.exec(before)?.[1]);
    process.kill(shim as number, "SIGKILL");
    await until(
      () => !existsSync(`/proc/${pid}`) || readFileSync(`/proc/${pid}/stat`, "latin1").includes(") Z"),
    );
    await eventually("the task to go", async () => !(await ctr(["task", "ls"])).stdout.includes("lost"));
    await ctr(["container", "rm", "lost"]);
    await until(() => !existsSync(join(runcRoot, "lost")));
    await until(() => !readFileSync("/proc/self/mountinfo", "latin1").includes(root));
  });
});
