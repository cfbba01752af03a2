import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { Client } from "../../src/client/index.ts";
import { createNamespace, deleteNamespace } from "../../src/linux/namespaces.ts";
import { Background } from "../harness/background.ts";
import { command } from "../harness/command.ts";
import type { Daemon } from "../harness/daemon.ts";
import { ctrWords, image, startDaemon } from "./rig.ts";

let daemon: Daemon;
let next = 0;

beforeAll(async () => {
  daemon = await startDaemon();
});
afterAll(() => daemon[Symbol.asyncDispose]());

const run = (...args: string[]) => daemon.ctr("run", "--rm", ...args);
const id = () => `c${next++}`;
const shell = (script: string, input?: string) =>
  command(["sh", "-c", script], input === undefined ? {} : { input });

/** Checks that nothing that a run has made is left. */
async function expectNothingLeft(): Promise<void> {
  expect((await daemon.ctr("containers", "ls", "-q")).stdout).toBe("");
  expect((await daemon.ctr("tasks", "ls", "-q")).stdout).toBe("");
  expect((await daemon.ctr("snapshots", "ls")).stdout).not.toContain("Active");
  expect(readdirSync(daemon.directory.join("fifo"))).toEqual([]);
}

test("output goes where it belongs, and the exit code is the container's", async () => {
  const result = await run(image, id(), "sh", "-c", "echo out; echo err >&2; exit 42");
  expect(result).toEqual({ status: 42, stdout: "out\n", stderr: "err\n" });
  await expectNothingLeft();
});

test("flags after the id belong to the container's command", async () => {
  const { stdout } = await run(image, id(), "echo", "--rm", "-t", "--", "--env=x");
  expect(stdout).toBe("--rm -t -- --env=x\n");
});

test("a namespace's labels say which snapshotter and runtime its containers get", async () => {
  const space = (...args: string[]) => daemon.ctr("-n", "labelled", ...args);
  const labels = ["snapshotter=native", "runtime=io.containerd.tsrt.v1"].map(
    (label) => `containerd.io/defaults/${label}`,
  );
  await daemon.ctr("namespaces", "create", "labelled", ...labels);
  const archive = daemon.directory.join("labelled.tar");
  await daemon.ctr("images", "export", archive, image);
  expect((await space("images", "import", archive)).status).toBe(0);
  expect((await space("snapshots", "--snapshotter", "native", "ls")).stdout).toContain("Committed");
  expect((await space("snapshots", "--snapshotter", "overlayfs", "ls")).stdout).not.toContain("Committed");
  expect((await space("containers", "create", image, "made", "true")).status).toBe(0);
  const info = JSON.parse((await space("containers", "info", "made")).stdout) as { Snapshotter: string };
  expect(info.Snapshotter).toBe("native");
  await using client = await Client.connect(daemon.address, { namespace: "labelled" });
  expect(await client.runtimeFor()).toBe("io.containerd.tsrt.v1");
  expect(await client.snapshotterFor("overlayfs")).toBe("overlayfs");
  await using plain = await Client.connect(daemon.address, { namespace: "unheard-of" });
  expect([await plain.runtimeFor(), await plain.snapshotterFor()]).toEqual([
    "io.containerd.runc.v2",
    "overlayfs",
  ]);
  await space("containers", "rm", "made");
  await space("images", "rm", "--sync", image);
  expect((await daemon.ctr("namespaces", "rm", "labelled")).status).toBe(0);
});

test("a pipe's input ends the command by itself", async () => {
  const words = `${ctrWords(daemon)} run --rm ${image} ${id()} cat`;
  expect(await shell(`echo hi | ${words}`)).toEqual({ status: 0, stdout: "hi\n", stderr: "" });
  expect((await shell(`${words} </dev/null`)).status).toBe(0);
  const size = 3_000_000;
  expect((await shell(`${words} | wc -c`, "x".repeat(size))).stdout.trim()).toBe(String(size));
});

test("a container that does not read its input ends", async () => {
  const words = `${ctrWords(daemon)} run --rm ${image} ${id()} true`;
  expect((await shell(`yes | ${words}`)).status).toBe(0);
});

test("large output arrives completely", async () => {
  const size = 50 << 20;
  const words = `${ctrWords(daemon)} run --rm ${image} ${id()} head -c ${size} /dev/zero`;
  expect((await shell(`${words} | wc -c`)).stdout.trim()).toBe(String(size));
});

test("a reader that goes away ends the container", async () => {
  const words = `${ctrWords(daemon)} run --rm ${image} ${id()} yes`;
  const result = await shell(`{ ${words}; echo status=$? >&2; } | head -1`);
  expect(result).toEqual({ status: 0, stdout: "y\n", stderr: `status=${128 + 13}\n` });
  await expectNothingLeft();
}, 60_000);

test("signals reach the container; one that ignores them is ended at the third", async () => {
  const words = [...ctrWords(daemon).split(" "), "run", "--rm", image];
  const farewell = 'trap "echo bye; exit 4" INT; echo ready; while :; do sleep 0.05; done';
  await using polite = new Background([...words, id(), "sh", "-c", farewell]);
  await polite.says("ready\n");
  polite.kill("SIGINT");
  expect(await polite.exited()).toBe(4);
  const script = 'trap "echo heard" TERM; echo ready; while :; do sleep 0.05; done';
  await using deaf = new Background([...words, id(), "sh", "-c", script]);
  await deaf.says("ready\n");
  // Signals that arrive together may be delivered as one.
  for (const heard of ["heard\n", "heard\nheard\n"]) {
    deaf.kill("SIGTERM");
    await deaf.says(heard);
  }
  deaf.kill("SIGTERM");
  expect(await deaf.exited()).toBe(128 + 15);
  await expectNothingLeft();
}, 60_000);

test("flags shape the container", async () => {
  const script =
    'id; pwd; hostname; echo $A-$B; cat /mnt/file; touch /x 2>&1; cat /proc/self/limits | grep "open files"';
  const mounted = daemon.directory.join("mounted");
  await Bun.write(`${mounted}/file`, "from the host\n");
  const flags = ["--user", "guest", "--cwd", "/tmp", "--hostname", "box", "--env", "A=1", "--env", "B=2"];
  const mount = `type=bind,src=${mounted},dst=/mnt,options=rbind:ro`;
  const { stdout } = await run(
    ...flags,
    "--read-only",
    "--mount",
    mount,
    "--rlimit-nofile",
    "77:88",
    image,
    id(),
    "sh",
    "-c",
    script,
  );
  const [user, ...rest] = stdout.trim().split("\n");
  expect(user).toContain("uid=1000(guest) gid=1000(guest)");
  expect(user).toContain("50(staff)");
  expect(rest.slice(0, 5)).toEqual([
    "/tmp",
    "box",
    "1-2",
    "from the host",
    "touch: /x: Read-only file system",
  ]);
  expect(rest[5]).toMatch(/77\s+88/);
});

test("limits are the cgroup's", async () => {
  const name = id();
  const limits = ["--memory-limit", "33554432", "--cpus", "0.5", "--pids-limit", "23"];
  const { stdout } = await run(...limits, image, name, "cat", "/proc/self/cgroup");
  expect(stdout).toContain(`/default/${name}`);
  const spec = await daemon.ctr(
    "run",
    "--rm",
    ...limits,
    "--dump-config",
    daemon.directory.join("spec"),
    image,
    id(),
    "true",
  );
  expect(spec.status).toBe(0);
  const { linux } = JSON.parse(readFileSync(daemon.directory.join("spec"), "utf8"));
  expect(linux.resources).toMatchObject({ memory: { limit: 33554432 }, pids: { limit: 23 } });
  expect(linux.resources.cpu).toEqual({ shares: 1024, quota: 50_000, period: 100_000 });
});

test("the default filter denies AF_ALG, new namespaces and mounts, and nothing is inheritable", async () => {
  const script =
    "grep -E 'Seccomp:|CapInh|NoNewPrivs' /proc/self/status; unshare -n true 2>&1; ls /sys/devices/virtual/powercap 2>/dev/null | wc -l";
  const { stdout } = await run("--seccomp", image, id(), "sh", "-c", script);
  expect(stdout).toMatch(/CapInh:\s+0{16}/);
  expect(stdout).toMatch(/NoNewPrivs:\s+1/);
  expect(stdout).toMatch(/Seccomp:\s+2/);
  expect(stdout).toContain("Operation not permitted");
  expect(stdout.trim().endsWith("0")).toBe(true);
});

test("host network, privileged, and namespaces to join", async () => {
  const host = `net:[${statSync("/proc/self/ns/net").ino}]\n`;
  expect((await run("--net-host", image, id(), "readlink", "/proc/self/ns/net")).stdout).toBe(host);
  const privileged = await run(
    "--privileged",
    image,
    id(),
    "sh",
    "-c",
    "mkdir /m; mount -t tmpfs x /m && echo mounted",
  );
  expect(privileged.stdout).toBe("mounted\n");
  const netns = `/run/netns/tsrt-test-${process.pid}`;
  createNamespace({ type: "network", path: netns });
  try {
    const joined = await run("--with-ns", `network:${netns}`, image, id(), "readlink", "/proc/self/ns/net");
    expect(joined.stdout.trim()).toBe(`net:[${statSync(netns).ino}]`);
  } finally {
    deleteNamespace(netns);
  }
});

test("null-io is still followed to the end, and a log gets the output", async () => {
  expect(await run("--null-io", image, id(), "sh", "-c", "echo x; exit 3")).toEqual({
    status: 3,
    stdout: "",
    stderr: "",
  });
  const log = daemon.directory.join("some.log");
  expect(
    (await run("--log-uri", `file://${log}`, image, id(), "sh", "-c", "echo logged; exit 5")).status,
  ).toBe(5);
  expect(readFileSync(log, "utf8")).toBe("logged\n");
});

test("a directory can be the root filesystem, and a spec be given whole", async () => {
  const root = daemon.directory.join("rootfs");
  await shell(`mkdir -p ${root}/bin ${root}/etc && cp /bin/busybox ${root}/bin/sh`);
  expect((await run("--rootfs", root, id(), "/bin/sh", "-c", "echo $PPID")).stdout).toBe("0\n");
  const file = daemon.directory.join("whole.json");
  const first = await run("--dump-config", file, "--rootfs", root, id(), "/bin/sh", "-c", "echo again");
  expect(first.stdout).toBe("again\n");
  expect((await run("--config", file, id())).stdout).toBe("again\n");
});

test("a command that cannot run is reported, and nothing is left", async () => {
  const cases: [string[], string][] = [
    [["run", "--rm", image], "container id must be provided"],
    [["run"], "image ref must be provided"],
    [["run", "--rm", "nosuch:1", id()], 'image "nosuch:1": not found'],
    [["run", "--rm", image, "-bad-"], "must match"],
    [["run", "--rm", image, id(), "nosuchcommand"], 'exec: "nosuchcommand": executable file not found'],
    [["run", "--rm", "-d", image, id()], "flags --detach and --rm cannot be specified together"],
    [["run", "-t", image, id()], "--tty needs a terminal"],
    [["run", "--tty", "--null-io", image, id()], "tty and null-io cannot be used together"],
    [["run", "--detach-keys", "nonsense", image, id()], 'detach key "nonsense" is neither'],
    [["run", "--rm", "--user", "4294967296", image, id()], "uid out of range"],
    [["run", "--rm", "--cap-add", "KILL", image, id()], "'CAP_' prefix"],
    [["run", "--rm", "--cpus", "1", "--cpu-quota", "5", image, id()], "used separately"],
    [["run", "--bogus"], "flag provided but not defined: -bogus"],
  ];
  for (const [args, message] of cases) {
    const { status, stderr } = await daemon.ctr(...args);
    expect(stderr, args.join(" ")).toContain(message);
    expect(status).toBe(1);
  }
  await expectNothingLeft();
});
