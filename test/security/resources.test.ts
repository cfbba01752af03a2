// Without disk space, write access or descriptors there is a clear error, and after a restart the state is consistent and all works.

import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { connect, image, importImage } from "../cli/rig.ts";
import { command, environment, eventually, succeed } from "../harness/command.ts";
import { Daemon, executable } from "../harness/daemon.ts";
import { writeArchive } from "../harness/image.ts";
import { commandLine } from "../harness/processes.ts";
import { type Scratch, scratch } from "../harness/scratch.ts";
import { childrenOf, expectNoTraces, ingestsOf, shimOf, tracesOfTasks } from "./traces.ts";

/** Puts an empty filesystem of its own under a stopped daemon's root or state, until the scope ends. */
async function onTmpfs(daemon: Daemon, name: "root" | "state", size: string): Promise<AsyncDisposable> {
  await daemon.stop();
  const path = daemon.directory.join(name);
  rmSync(path, { recursive: true });
  mkdirSync(path, { mode: 0o700 });
  await succeed(["mount", "-t", "tmpfs", "-o", `size=${size}`, "tmpfs", path]);
  return {
    [Symbol.asyncDispose]: async () => {
      await daemon.stop();
      await succeed(["umount", "-l", path]);
    },
  };
}

/** An archive of an image with so many MiB that do not compress. */
async function bigArchive(directory: Scratch, mib: number): Promise<string> {
  const layer = directory.join("layer");
  mkdirSync(layer);
  const bytes = Buffer.alloc(mib << 20);
  for (let at = 0; at < bytes.length; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  }
  writeFileSync(`${layer}/big`, bytes);
  const file = directory.join("image.tar");
  await writeArchive(file, { name: "docker.io/library/big:1", layers: [layer] });
  return file;
}

test.each([
  ["the content store", 12],
  ["a snapshot", 30],
])("a disk that gets full in %s", async (_place, mib) => {
  using files = scratch();
  const archive = await bigArchive(files, 16);
  await using daemon = await Daemon.start();
  await using _root = await onTmpfs(daemon, "root", `${mib}m`);
  await daemon.start();
  const { status, stderr } = await daemon.ctr("images", "import", archive);
  expect(stderr).toMatch(/ENOSPC|no space left|disk is full/i);
  expect(status).toBe(1);
  expect((await daemon.ctr("images", "ls", "-q")).stdout).toBe("");
  expect((await daemon.ctr("version")).status).toBe(0);
  await daemon.kill();
  await daemon.start();
  await succeed(["mount", "-o", "remount,size=200m", daemon.directory.join("root")]);
  expect(await daemon.ctr("images", "import", archive)).toMatchObject({ status: 0 });
  const { stdout } = await daemon.ctr(
    "run",
    "--rm",
    "docker.io/library/big:1",
    "c",
    "stat",
    "-c",
    "%s",
    "/big",
  );
  expect(stdout).toBe(`${16 << 20}\n`);
  expect(ingestsOf(daemon)).toEqual([]);
});

test("a disk that becomes read-only: changes fail, reads go on, tasks run on, and afterwards all is well", async () => {
  await using daemon = await Daemon.start();
  await using _root = await onTmpfs(daemon, "root", "100m");
  await daemon.start();
  await importImage(daemon, image);
  expect((await daemon.ctr("run", "-d", image, "before", "sleep", "1000")).status).toBe(0);
  const root = daemon.directory.join("root");
  // SQLite and the running container's overlay hold files open for writing: only a bind of it can be made read-only.
  await daemon.stop();
  await succeed(["mount", "--bind", root, root]);
  await succeed(["mount", "-o", "remount,bind,ro", root]);
  const argv = [executable, "daemon", "-c", daemon.directory.join("config.toml"), "-a", daemon.address];
  const refused = await command(argv, { timeout: 10_000 });
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(/EROFS|read-only/i);
  expect(refused.stderr).toContain(root);
  await succeed(["umount", root]);
  await daemon.start();
  expect((await daemon.ctr("tasks", "ls")).stdout).toMatch(/before +\d+ +RUNNING/);
  expect((await daemon.ctr("run", "--rm", image, "after", "echo", "well")).stdout).toBe("well\n");
  await daemon.ctr("tasks", "kill", "-s", "SIGKILL", "before");
  await eventually(
    "the task to be deleted",
    async () => (await daemon.ctr("tasks", "delete", "before")).status !== 1,
  );
  expect((await daemon.ctr("containers", "rm", "before")).status).toBe(0);
});

test("no room for bundles: the create fails and leaves nothing", async () => {
  await using daemon = await Daemon.start();
  await importImage(daemon, image);
  await using _state = await onTmpfs(daemon, "state", "64k");
  await daemon.start();
  const fill = daemon.directory.join("state/fill");
  await command(["dd", "if=/dev/zero", `of=${fill}`, "bs=4k"]);
  const { status, stderr } = await daemon.ctr("run", "--rm", image, "c", "true");
  expect(stderr).toMatch(/ENOSPC|no space left/i);
  expect(status).toBe(1);
  rmSync(fill);
  expect(tracesOfTasks(daemon).filter((line) => !line.includes("tmpfs"))).toEqual([]);
  expect((await daemon.ctr("run", "--rm", image, "c", "echo", "well")).stdout).toBe("well\n");
});

/** The limit below which exactly so many numbers are free: it is about numbers, and those in use need not be the lowest. */
function limitFor(daemon: Daemon, spare: number): number {
  const used = new Set(readdirSync(`/proc/${daemon.pid}/fd`).map(Number));
  let limit = 0;
  for (let free = 0; free < spare || used.has(limit); limit++) {
    free += used.has(limit) ? 0 : 1;
  }
  return limit;
}

/** How many file descriptors the daemon may have: so many more than it has now, or `undefined` for plenty. */
async function allowDescriptors(daemon: Daemon, spare: number | undefined): Promise<void> {
  const soft = spare === undefined ? 4096 : limitFor(daemon, spare);
  await succeed(["prlimit", "--pid", String(daemon.pid), `--nofile=${soft}:4096`]);
}

test("idle connections take all descriptors: the daemon lives, and answers when they are back", async () => {
  await using daemon = await Daemon.start();
  await allowDescriptors(daemon, 16);
  const idle: Bun.Socket[] = [];
  for (let made = 0; made < 32; made++) {
    const socket = await Bun.connect({ unix: daemon.address, socket: { data() {} } }).catch(() => undefined);
    if (socket !== undefined) {
      idle.push(socket);
    }
  }
  const starved = await command([executable, "ctr", "-a", daemon.address, "version"], { timeout: 2000 });
  expect(starved.status).not.toBe(0);
  for (const socket of idle) {
    socket.end();
  }
  await eventually("the daemon to answer", async () => (await daemon.ctr("version")).status === 0);
});

// Descriptors may run out at each step of a run and of a pull.
test("few descriptors: whatever fails says why and leaves nothing, the daemon lives, and is well when they are back", async () => {
  await using daemon = await Daemon.start();
  await importImage(daemon, image);
  const { pid } = daemon;
  // It takes some of them when it comes.
  await eventually("the zygote", () =>
    childrenOf(pid).some((child) => commandLine(child).endsWith("zygote")),
  );
  const failed: boolean[] = [];
  for (let spare = 1; spare < 9; spare++) {
    const id = `c${spare}`;
    await allowDescriptors(daemon, spare);
    const run = await daemon.ctr("run", "--rm", image, id, "echo", "well");
    await allowDescriptors(daemon, spare);
    const pull = await daemon.ctr("images", "pull", "--plain-http", "127.0.0.1:1/nothing:1");
    await allowDescriptors(daemon, undefined);
    failed.push(run.status !== 0);
    expect(run.status === 0 ? run.stdout : run.stderr).toMatch(/^well$|EMFILE|too many open files/im);
    expect(pull.stderr).toMatch(/EMFILE|too many open files|ECONNREFUSED/i);
    await expectNoTraces(daemon);
    await daemon.ctr("containers", "rm", id);
  }
  expect(failed).toContain(true);
  expect(failed.at(-1)).toBe(false);
  expect(daemon.pid).toBe(pid);
  expect((await daemon.ctr("run", "--rm", image, "rich", "echo", "well")).stdout).toBe("well\n");
}, 180_000);

test("a shim is lost while there are no descriptors: its task is cleaned up when they are back, and its exit told", async () => {
  await using daemon = await Daemon.start();
  await importImage(daemon, image);
  expect((await daemon.ctr("run", "-d", image, "orphan", "sleep", "1000")).status).toBe(0);
  await using client = await connect(daemon);
  const signal = AbortSignal.timeout(20_000);
  const events = client.events.subscribe(['topic=="/tasks/exit"', 'topic=="/tasks/delete"'], { signal });
  const told = events.next();
  await eventually("the subscription", async () => (await daemon.ctr("version")).status === 0);
  await allowDescriptors(daemon, 0);
  const shim = shimOf(daemon, "orphan");
  expect(shim).toBeDefined();
  process.kill(shim ?? 0, "SIGKILL");
  await Bun.sleep(500);
  await allowDescriptors(daemon, undefined);
  expect((await told).value?.topic).toBe("/tasks/exit");
  expect((await events.next()).value?.topic).toBe("/tasks/delete");
  await events.return(undefined);
  await expectNoTraces(daemon);
  expect((await daemon.ctr("containers", "rm", "orphan")).status).toBe(0);
});

test("a daemon that starts again with too few descriptors refuses, says why, and harms no container", async () => {
  await using daemon = await Daemon.start();
  await importImage(daemon, image);
  const count = 8;
  for (let made = 0; made < count; made++) {
    expect((await daemon.ctr("run", "-d", image, `c${made}`, "sleep", "1000")).status).toBe(0);
  }
  await daemon.stop();
  const start = [executable, "daemon", "-c", daemon.directory.join("config.toml"), "-a", daemon.address];
  for (let limit = 13; limit < 20; limit++) {
    const { status, stderr } = await command(["prlimit", `--nofile=${limit}:${limit}`, ...start]);
    // The last is SQLite's word for it.
    expect(stderr).toMatch(/EMFILE|too many open files|unable to open database file/i);
    expect(status).toBe(1);
  }
  await daemon.start();
  expect((await daemon.ctr("tasks", "ls")).stdout.match(/RUNNING/g)).toHaveLength(count);
});

// Sources: DESIGN.md section 6; a database that a newer release wrote may mean things that this one would destroy.
test("a database of a future version: refuses to start, says what and where, and leaves it as it was", async () => {
  await using daemon = await Daemon.start();
  await importImage(daemon, image);
  await daemon.stop();
  const path = daemon.directory.join("root/io.containerd.metadata.v1.sqlite/meta.db");
  const backup = daemon.directory.join("backup");
  cpSync(dirname(path), backup, { recursive: true });
  using database = new Database(path);
  const version = database.query("PRAGMA user_version").get() as { user_version: number };
  database.run(`PRAGMA user_version = ${version.user_version + 1000}`);
  database.close();
  const before = readFileSync(path);
  const argv = [executable, "daemon", "-c", daemon.directory.join("config.toml"), "-a", daemon.address];
  const { status, stderr } = await command(argv, { env: environment, timeout: 10_000 });
  expect(status).toBe(1);
  expect(stderr).toContain(path);
  expect(stderr).toContain(String(version.user_version + 1000));
  expect(readFileSync(path).equals(before)).toBe(true);
  rmSync(dirname(path), { recursive: true });
  cpSync(backup, dirname(path), { recursive: true });
  await daemon.start();
  expect((await daemon.ctr("images", "ls", "-q")).stdout).toBe(`${image}\n`);
});
