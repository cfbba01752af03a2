// Rows of docs/threats.md for which the command line and the client library are responsible: hostile images.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { succeed } from "../harness/command.ts";
import { type Daemon, executable } from "../harness/daemon.ts";
import type { ImageOptions } from "../harness/image.ts";
import { image, importImage, startDaemon } from "./rig.ts";

let daemon: Daemon;
let count = 0;

beforeAll(async () => {
  daemon = await startDaemon();
});
afterAll(() => daemon[Symbol.asyncDispose]());

/** An image with a layer of `files` over busybox: its name. */
async function imageWith(prepare: (directory: string) => Promise<void> | void, options: ImageOptions = {}) {
  const name = `docker.io/library/hostile:${count++}`;
  const layer = daemon.directory.join(`layer-${count}`);
  mkdirSync(`${layer}/etc`, { recursive: true });
  await prepare(layer);
  await importImage(daemon, name, { ...options, layers: [layer] });
  return name;
}

const run = (name: string, ...args: string[]) => daemon.ctr("run", "--rm", ...args, name, `h${count}`, "id");

/** Checks that a run failed with this reason and left nothing. */
async function expectRefused(
  result: Promise<{ status: number; stdout: string; stderr: string }>,
  message: string,
) {
  const { status, stdout, stderr } = await result;
  expect(stderr).toContain(message);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect((await daemon.ctr("containers", "ls", "-q")).stdout).toBe("");
  expect((await daemon.ctr("snapshots", "ls")).stdout).not.toContain("Active");
}

test("labels in reserved spaces never become a container's: CVE-2026-53488", async () => {
  const marker = daemon.directory.join("executed");
  const Labels = {
    "containerd.io/restart.status": "running",
    "containerd.io/restart.loguri": `binary:///bin/sh?-c=touch%20${marker}`,
    "io.cri-containerd.kind": "container",
    "tsrt.io/log": "/etc/shadow",
    harmless: "yes",
  };
  const name = await imageWith(() => {}, { config: { Labels } });
  await daemon.ctr("run", "-d", name, "labelled", "sleep", "100");
  const { Labels: labels } = JSON.parse((await daemon.ctr("containers", "info", "labelled")).stdout);
  expect(labels.harmless).toBe("yes");
  expect(Object.keys(labels).sort()).toEqual([
    "harmless",
    "io.containerd.image.config.stop-signal",
    "tsrt.io/log",
  ]);
  expect(labels["tsrt.io/log"]).toStartWith(daemon.directory.path);
  expect(await Bun.file(marker).exists()).toBe(false);
  await daemon.ctr("containers", "rm", "--force", "labelled");
}, 60_000);

test("users beyond int32, and a passwd that names them root: CVE-2024-40635, CVE-2026-46680", async () => {
  for (const User of ["4294967296", "2147483648", "-1", "0:4294967296"]) {
    const name = await imageWith(
      (layer) => writeFileSync(`${layer}/etc/passwd`, `${User}:x:0:0::/:/bin/sh\nroot:x:0:0::/:/bin/sh\n`),
      { config: { User } },
    );
    await expectRefused(run(name), "out of range");
  }
  const overflow = await imageWith(
    (layer) => writeFileSync(`${layer}/etc/passwd`, "app:x:4294967296:0::/:/bin/sh\n"),
    { config: { User: "app" } },
  );
  await expectRefused(run(overflow), '/etc/passwd gives "app" the id "4294967296"');
}, 60_000);

test("passwd and group that are no regular files of a sane size: CVE-2026-47262", async () => {
  const cases: [string, (layer: string) => unknown, string][] = [
    ["huge", (layer) => truncateSync(openNew(`${layer}/etc/passwd`), (10 << 20) + 1), "more than 10485760"],
    ["a FIFO", (layer) => succeed(["mkfifo", `${layer}/etc/passwd`]), "not a regular file"],
    ["a device", (layer) => succeed(["mknod", `${layer}/etc/passwd`, "c", "1", "5"]), "not a regular file"],
    ["a directory", (layer) => mkdirSync(`${layer}/etc/passwd`), "not a regular file"],
    ["a loop", (layer) => symlinkSync("passwd", `${layer}/etc/passwd`), "ELOOP"],
  ];
  for (const [what, prepare, message] of cases) {
    const name = await imageWith(async (layer) => void (await prepare(layer)), { config: { User: "guest" } });
    await expectRefused(run(name), message);
    expect(what).toBeTruthy();
  }
  const outside = await imageWith(
    (layer) => symlinkSync("../../../../../../etc/shadow", `${layer}/etc/passwd`),
    {
      config: { User: "root" },
    },
  );
  await expectRefused(run(outside), 'user "root": no users found');
}, 60_000);

function openNew(path: string): string {
  writeFileSync(path, "");
  return path;
}

test("the primary group is among the supplementary ones: CVE-2023-25173", async () => {
  const name = await imageWith(() => {}, { config: { User: "guest:staff" } });
  const { stdout } = await daemon.ctr(
    "run",
    "--rm",
    name,
    "groups",
    "grep",
    "-E",
    "^(Gid|Groups)",
    "/proc/self/status",
  );
  expect(stdout).toMatch(/Gid:\s+50\s/);
  expect(stdout).toMatch(/Groups:.*\b50\b/);
}, 60_000);

test("a configuration whose fields are of other types is refused", async () => {
  for (const config of [{ Env: "PATH=/bin" }, { Cmd: [1] }, { User: 0 }, { Labels: { a: 1 } }]) {
    const name = await imageWith(() => {}, { config });
    const { status, stderr } = await run(name);
    expect(stderr).toContain("image config");
    expect(status).toBe(1);
  }
}, 60_000);

test("ids with slashes, dots, NUL and other alphabets name the rule", async () => {
  const name = await imageWith(() => {});
  for (const id of ["a/b", "..", ".", "a..b", "-a", "a b", "ä", "x".repeat(77)]) {
    const { status, stderr } = await daemon.ctr("containers", "create", name, id);
    expect(status, id).toBe(1);
    expect(stderr, id).toContain("identifier");
  }
}, 60_000);

test("a label that names another file as a container's log has it neither printed nor removed", async () => {
  const precious = daemon.directory.join("precious");
  writeFileSync(precious, "not a log");
  await succeed([executable, "ctr", "-a", daemon.address, "containers", "create", image, "labelled"]);
  for (const path of [precious, `${precious}/../logs/default/labelled.log`, "logs/default/labelled.log"]) {
    expect((await daemon.ctr("containers", "label", "labelled", `tsrt.io/log=${path}`)).status).toBe(0);
    const logs = await daemon.ctr("logs", "labelled");
    expect([path, logs.status, logs.stdout]).toEqual([path, 1, ""]);
    expect(logs.stderr).toContain('label tsrt.io/log of container "labelled"');
  }
  await daemon.ctr("containers", "label", "labelled", `tsrt.io/log=${precious}`);
  const removed = await daemon.ctr("containers", "rm", "labelled");
  expect(removed.status).toBe(0);
  expect(removed.stderr).toContain("WARNING: log not removed");
  expect(readFileSync(precious, "utf8")).toBe("not a log");
}, 60_000);
