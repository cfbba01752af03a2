// A hostile program in a container finds nothing of the host.
import { afterAll, beforeAll, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { image, importImage, startDaemon } from "../cli/rig.ts";
import { command, eventually, type Result } from "../harness/command.ts";
import { type Daemon, executable } from "../harness/daemon.ts";
import { shimOf } from "./traces.ts";

const closeOnExec = 0o2000000;

const nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"];

let daemon: Daemon;
let count = 0;

beforeAll(async () => {
  daemon = await startDaemon();
});
afterAll(() => daemon[Symbol.asyncDispose]());

const run = (...words: string[]): Promise<Result> => daemon.ctr("run", "--rm", ...words);
const id = (): string => `c${count++}`;

/** Lists what the shell itself has open: an `ls` of its own would show the directory that it reads. */
const listDescriptors = ["sh", "-c", "ls -l /proc/$$/fd; true"];

function expectOnlyStdio({ stdout, stderr }: Result): void {
  const open = [...stdout.matchAll(/ (\d+) -> (.*)$/gm)].map(([, fd, target]) => [fd, target]);
  expect(stderr).toBe("");
  expect(open.map(([fd]) => fd)).toEqual(["0", "1", "2"]);
  for (const [, target] of open) {
    expect(target).toMatch(/^(pipe:\[\d+\]|\/dev\/null)$/);
  }
}

// CVE-2024-21626: a descriptor of a host's directory that the container inherits is a way out.
test("an init has its standard streams open and nothing else, and no directory of the host's", async () => {
  expectOnlyStdio(await run(image, id(), ...listDescriptors));
  const { stdout, stderr } = await run("--cwd", "/proc/self/fd/7", image, id(), "pwd");
  expect(stdout).toBe("");
  expect(stderr).not.toBe("");
});

test("an exec has its standard streams open and nothing else; other tasks of the shim do not show", async () => {
  const name = id();
  expect((await daemon.ctr("run", "-d", image, name, "sleep", "1000")).status).toBe(0);
  for (const exec of ["e1", "e2"]) {
    expectOnlyStdio(await daemon.ctr("tasks", "exec", "--exec-id", exec, name, ...listDescriptors));
  }
  expectOnlyStdio(await daemon.ctr("tasks", "exec", "--exec-id", "e3", name, "ls", "-l", "/proc/1/fd"));
  await remove(name);
});

async function remove(name: string): Promise<void> {
  await eventually("the task to be deleted", async () => {
    await daemon.ctr("tasks", "kill", "-s", "SIGKILL", name);
    await daemon.ctr("tasks", "delete", name);
    return !(await daemon.ctr("tasks", "ls", "-q")).stdout.split("\n").includes(name);
  });
  expect((await daemon.ctr("containers", "rm", name)).status).toBe(0);
}

test("what the daemon and a shim hold open closes on exec", async () => {
  const name = id();
  await daemon.ctr("run", "-d", image, name, "sleep", "1000");
  for (const pid of [daemon.pid, shimOf(daemon, name) ?? 0]) {
    // Some are open only for the moment of a call.
    let left = inheritable(pid);
    await eventually("none to be left", () => {
      const open = inheritable(pid);
      left = left.filter((line) => open.includes(line));
      return left.length === 0;
    }).catch(() => {});
    expect(left).toEqual([]);
  }
  await remove(name);
});

/**
 * Descriptors above the standard ones that a child would get. Bun keeps a job's text in a memfd without the flag until its next
 * collection; its spawn closes it in children, as the tests above see.
 */
function inheritable(pid: number): string[] {
  const folder = `/proc/${pid}`;
  return readdirSync(`${folder}/fdinfo`).flatMap((fd) => {
    try {
      const flags = /^flags:\s+(\d+)/m.exec(readFileSync(`${folder}/fdinfo/${fd}`, "utf8"))?.[1] ?? "0";
      const file = readlinkSync(`${folder}/fd/${fd}`);
      const isJob = file.startsWith("/memfd:spawn_stdio_");
      const isInherited = Number(fd) > 2 && !isJob && (Number.parseInt(flags, 8) & closeOnExec) === 0;
      return isInherited ? [`${fd} ${file}`] : [];
    } catch {
      return [];
    }
  });
}

test("nothing is inheritable, also in execs; capabilities are the default ones: CVE-2022-24769", async () => {
  const name = id();
  await daemon.ctr("run", "-d", image, name, "sleep", "1000");
  const words = ["cat", "/proc/self/status"];
  const init = await run(image, id(), ...words);
  const exec = await daemon.ctr("tasks", "exec", "--exec-id", "e", name, ...words);
  for (const { stdout } of [init, exec]) {
    expect(stdout).toMatch(/^CapInh:\s+0{16}$/m);
    expect(stdout).toMatch(/^CapEff:\s+00000000a80425fb$/m);
  }
  await remove(name);
});

test("an exec as another user has that user's groups, the primary one among them: CVE-2023-25173", async () => {
  const name = id();
  await daemon.ctr("run", "-d", "--user", "guest", image, name, "sleep", "1000");
  const { stdout } = await daemon.ctr("tasks", "exec", "--exec-id", "e", name, "cat", "/proc/self/status");
  expect(/^Groups:\s+(.*?)\s*$/m.exec(stdout)?.[1]?.split(" ").sort()).toEqual(["1000", "50"]);
  await remove(name);
});

test.skipIf(!existsSync("/usr/bin/perl"))(
  "the default filter lets no AF_ALG socket be made, others it does",
  async () => {
    const host = ["/usr", "/lib", "/lib64"].filter((path) => existsSync(path));
    const mounts = host.flatMap((path) => ["--mount", `type=bind,src=${path},dst=${path},options=rbind:ro`]);
    const perl = (family: number): string => `socket(my $s, ${family}, 5, 0) or die "$!\\n"; print "made\\n"`;
    const socket = (family: number) =>
      run("--seccomp", ...mounts, image, id(), "/usr/bin/perl", "-e", perl(family));
    expect(await socket(38)).toMatchObject({
      stdout: "",
      stderr: expect.stringMatching(/not permitted|not supported/),
    });
    expect(
      await run("--seccomp", ...mounts, image, id(), "/usr/bin/perl", "-e", perl(1).replace("5, 0", "1, 0")),
    ).toMatchObject({
      status: 0,
      stdout: "made\n",
    });
  },
);

test("masked paths are empty, read-only ones are so", async () => {
  const name = id();
  await daemon.ctr("containers", "create", image, name, "true");
  const { linux } = JSON.parse((await daemon.ctr("containers", "info", "--spec", name)).stdout);
  await daemon.ctr("containers", "rm", name);
  expect(linux.maskedPaths).toContain("/sys/devices/virtual/powercap");
  expect(linux.maskedPaths).toContain("/proc/kcore");
  expect(linux.readonlyPaths).toContain("/proc/sys");
  const there = (paths: string[]): string[] => paths.filter((path) => existsSync(path));
  const masked = there(linux.maskedPaths).join(" ");
  const script = `for path in ${masked}; do if [ -d $path ]; then ls -A $path; else cat $path; fi; done`;
  expect(await run(image, id(), "sh", "-c", script)).toEqual({ status: 0, stdout: "", stderr: "" });
  const { stdout } = await run(image, id(), "cat", "/proc/self/mountinfo");
  for (const path of there(linux.readonlyPaths)) {
    expect(stdout).toMatch(new RegExp(` ${path} ro,`));
  }
});

// CRI-O's: `org.systemd.property.ExecStart…` would reach systemd through runc.
test("an image's labels and annotations do not become the spec's", async () => {
  const Labels = { "org.systemd.property.TimeoutStopUSec": "uint64 1", "run.oci.keep_original_groups": "1" };
  await importImage(daemon, "docker.io/library/annotated:1", { config: { Labels } });
  const name = id();
  await daemon.ctr("containers", "create", "docker.io/library/annotated:1", name, "true");
  const spec = JSON.parse((await daemon.ctr("containers", "info", "--spec", name)).stdout);
  expect(spec.annotations ?? {}).toEqual({});
  await daemon.ctr("containers", "rm", name);
});

test("newlines and odd bytes in variables stay in their variable", async () => {
  const value = "one\nHOME=/evil\nLD_PRELOAD=/x";
  const { stdout } = await run(
    "--env",
    `A=${value}`,
    "--env",
    "B==",
    image,
    id(),
    "sh",
    "-c",
    'echo "[$A][$B][$HOME][$LD_PRELOAD]"',
  );
  expect(stdout).toBe(`[${value}][=][/root][]\n`);
});

test("a home that passwd gives with more in it does not add variables", async () => {
  const layer = daemon.directory.join("home-layer");
  mkdirSync(`${layer}/etc`, { recursive: true });
  writeFileSync(`${layer}/etc/passwd`, "root:x:0:0:root:/ro\rot\tLD_PRELOAD=x:/bin/sh\n");
  await importImage(daemon, "docker.io/library/home:1", { layers: [layer] });
  const { stdout } = await run("docker.io/library/home:1", id(), "env");
  expect(stdout).not.toMatch(/^LD_PRELOAD/m);
});

// CVE-2022-23648: what an image puts in the way of a mount must not lead it out.
test("a mount target that is reached through symlinks is inside the root filesystem", async () => {
  const victim = daemon.directory.join("victim");
  mkdirSync(victim);
  writeFileSync(`${victim}/file`, "host");
  const source = daemon.directory.join("volume");
  mkdirSync(source);
  writeFileSync(`${source}/file`, "volume");
  const layer = daemon.directory.join("link-layer");
  mkdirSync(layer);
  symlinkSync(victim, `${layer}/absolute`);
  symlinkSync(`../../../../../../../../..${victim}`, `${layer}/relative`);
  await importImage(daemon, "docker.io/library/links:1", { layers: [layer] });
  for (const target of ["/absolute", "/relative", "/absolute/below", "/../../../absolute"]) {
    const mount = `type=bind,src=${source},dst=${target},options=rbind:rw`;
    const words = ["sh", "-c", `cat ${target.replace("/../../..", "")}/file; echo changed > ${victim}/new`];
    const { stdout } = await run("--mount", mount, "docker.io/library/links:1", id(), ...words);
    expect(stdout, target).toBe("volume");
    expect(readdirSync(victim), target).toEqual(["file"]);
    expect(readFileSync(`${victim}/file`, "utf8")).toBe("host");
  }
});

test("an image's working directory that is a symlink out is inside", async () => {
  const layer = daemon.directory.join("cwd-layer");
  mkdirSync(layer);
  symlinkSync(daemon.directory.path, `${layer}/work`);
  await importImage(daemon, "docker.io/library/cwd:1", { layers: [layer], config: { WorkingDir: "/work" } });
  const { stdout } = await run("docker.io/library/cwd:1", id(), "ls");
  expect(stdout).not.toContain("s.sock");
});

// CVE-2020-15257: a container with the host's network could dial abstract sockets.
test("a shim's socket is a file of root's, and refuses other users whatever its mode", async () => {
  const name = id();
  await daemon.ctr("run", "-d", image, name, "sleep", "1000");
  const folder = daemon.directory.join("state/s");
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const listSockets = (): string[] => readdirSync(folder).filter((entry) => !entry.endsWith(".d"));
  await eventually("the shims of other tests to end", () => listSockets().length === 1);
  const [socket = ""] = listSockets();
  const path = `${folder}/${socket}`;
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const seen = await run("--net-host", image, id(), "cat", "/proc/net/unix");
  expect(seen.stdout).toContain(path);
  expect(seen.stdout).not.toMatch(/@.*(tsrt|containerd-shim)/);
  const inside = await run("--net-host", image, id(), "ls", path);
  expect(inside.status).toBe(1);
  expect((await command([executable, "ttrpc", path, "list"])).stdout).toContain("containerd.task.v3.Task");
  const asNobody = await dialAsNobody(path, [daemon.directory.path, daemon.directory.join("state"), folder]);
  // Whichever the client sees first: that it is connected, or that it is no longer.
  expect(asNobody.stderr).toMatch(/closed|reset|ECONNRESET/);
  expect(asNobody.stdout).not.toContain("Task");
  expect((await daemon.ctr("tasks", "ls")).stdout).toContain("RUNNING");
  await remove(name);
});

/** As if every mode on the way had been opened by mistake. */
async function dialAsNobody(path: string, folders: string[]): Promise<Result> {
  const before = folders.map((folder) => statSync(folder).mode);
  for (const folder of folders) {
    chmodSync(folder, 0o755);
  }
  chmodSync(path, 0o666);
  try {
    expect((await command([...nobody, "test", "-w", path])).status).toBe(0);
    const words = [...nobody, executable, "ttrpc", path, "list"];
    return await command(words, { env: { HOME: "/" } });
  } finally {
    for (const [index, folder] of folders.entries()) {
      chmodSync(folder, before[index] ?? 0o700);
    }
  }
}

// CVE-2024-25621, CVE-2021-41103: setuid programs of images are not for the host's users.
test("root and state cannot be listed without privilege", async () => {
  chmodSync(daemon.directory.path, 0o755);
  for (const folder of ["root", "state"]) {
    const { status, stdout, stderr } = await command([...nobody, "ls", daemon.directory.join(folder)]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("Permission denied");
  }
  const deep = daemon.directory.join("root/io.containerd.snapshotter.v1.overlayfs");
  expect((await command([...nobody, "ls", deep])).status).toBe(2);
  const bundles = daemon.directory.join("state/io.containerd.runtime.v2.task");
  expect((await command([...nobody, "ls", bundles])).status).toBe(2);
});
