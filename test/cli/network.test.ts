import { afterAll, beforeAll, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { command, environment, eventually, type Result } from "../harness/command.ts";
import { type Daemon, executable } from "../harness/daemon.ts";
import { image, startDaemon } from "./rig.ts";

const bridge = `tsrt${process.pid % 100_000}`;
let daemon: Daemon;
let config: string;

beforeAll(async () => {
  daemon = await startDaemon();
  config = daemon.directory.join("net.d");
  mkdirSync(config);
  const ipam = {
    type: "host-local",
    dataDir: daemon.directory.join("ipam"),
    ranges: [[{ subnet: "10.213.77.0/24" }]],
    routes: [{ dst: "0.0.0.0/0" }],
  };
  const plugins = [
    { type: "bridge", bridge, isGateway: true, ipam },
    { type: "tuning", sysctl: { "net.ipv4.conf.eth0.accept_local": "1" } },
  ];
  writeFileSync(`${config}/10-test.conflist`, JSON.stringify({ cniVersion: "0.4.0", name: "test", plugins }));
});
afterAll(async () => {
  await daemon[Symbol.asyncDispose]();
  await command(["ip", "link", "delete", bridge]);
});

const ctr = (...args: string[]): Promise<Result> =>
  command([executable, "ctr", "-a", daemon.address, ...args], { env: { NETCONFPATH: config } });
const namespaces = (): string[] =>
  existsSync("/run/netns") ? readdirSync("/run/netns").filter((name) => name.startsWith("cni-")) : [];
const reserved = (): string[] =>
  readdirSync(daemon.directory.join("ipam/test")).filter((name) => name.startsWith("10."));

test("a server in a container answers at the address that ps shows, until it is removed", async () => {
  const before = namespaces().length;
  const started = await ctr("run", "-d", "--cni", image, "web", "httpd", "-f", "-p", "80", "-h", "/www");
  expect(started.stderr).toBe("");
  const [row] = JSON.parse((await ctr("ps", "--format", "json")).stdout);
  expect(row.ip).toMatch(/^10\.213\.77\.\d+$/);
  const page = await eventually("the page", () => fetch(`http://${row.ip}/`).catch(() => undefined));
  expect(await page.text()).toBe("hello from a container\n");
  expect(reserved()).toEqual([row.ip]);
  const inside = await ctr("tasks", "exec", "web", "sh", "-c", "ip -o addr show lo | head -1; ip route");
  expect(inside.stdout).toContain("127.0.0.1/8");
  expect(inside.stdout).toContain("default via 10.213.77.1");
  await ctr("tasks", "kill", "-s", "KILL", "web");
  await eventually("its end", async () => (await ctr("tasks", "ls")).stdout.includes("STOPPED"));
  await ctr("tasks", "rm", "web");
  const again = await ctr("tasks", "start", "-d", "web");
  expect(again.stderr).toBe("");
  expect(
    await (
      await eventually("the page again", () => fetch(`http://${row.ip}/`).catch(() => undefined))
    ).text(),
  ).toContain("hello");
  expect((await ctr("containers", "rm", "--force", "web")).status).toBe(0);
  expect(reserved()).toEqual([]);
  expect(namespaces().length).toBe(before);
}, 60_000);

test("--rm takes the network along, also when the command fails", async () => {
  const before = namespaces().length;
  const run = await ctr("run", "--rm", "--cni", image, "once", "sh", "-c", "ip -o -4 addr show eth0; exit 3");
  expect(run.stdout).toContain("10.213.77.");
  expect(run.status).toBe(3);
  expect((await ctr("run", "--rm", "--cni", image, "twice", "nosuchcommand")).status).toBe(1);
  expect((await ctr("run", "--rm", "--cni", "nosuch:1", "thrice")).status).toBe(1);
  expect(reserved()).toEqual([]);
  expect(namespaces().length).toBe(before);
}, 60_000);

test("an id that is taken keeps its network", async () => {
  await ctr("run", "-d", "--cni", image, "taken", "sleep", "1000");
  const addresses = reserved();
  const second = await ctr("run", "-d", "--cni", image, "taken", "sleep", "1000");
  expect(second.stderr).toContain('container "taken": already exists');
  expect(reserved()).toEqual(addresses);
  await ctr("containers", "rm", "--force", "taken");
}, 60_000);

test("a network that cannot be made is reported, and leaves nothing", async () => {
  const before = namespaces().length;
  const good = config;
  config = daemon.directory.join("broken");
  const missing = await ctr("run", "--rm", "--cni", image, "none", "true");
  expect(missing.stderr).toContain(`no network config found in ${config}: not found`);
  mkdirSync(config);
  writeFileSync(`${config}/1.conf`, '{"name":"bad","cniVersion":"0.4.0","type":"nosuchplugin"}');
  const bad = await ctr("run", "--rm", "--cni", image, "none", "true");
  expect(bad.stderr).toContain('attach to network "bad": CNI plugin "nosuchplugin" in');
  expect(namespaces().length).toBe(before);
  rmSync(config, { recursive: true });
  config = good;
}, 60_000);

test("a step that fails after the network was made leaves nothing", async () => {
  const before = namespaces().length;
  const logs = daemon.directory.join("ctr/logs");
  rmSync(logs, { recursive: true, force: true });
  writeFileSync(logs, "in the way of the directory of logs");
  const run = await ctr("run", "-d", "--cni", image, "nolog", "sleep", "1000");
  rmSync(logs);
  expect(run.status).toBe(1);
  expect((await ctr("containers", "info", "nolog")).stderr).toContain("not found");
  expect(reserved()).toEqual([]);
  expect(namespaces().length).toBe(before);
}, 60_000);

test("what a command that was killed left behind goes with the next one", async () => {
  const before = namespaces().length;
  const bin = daemon.directory.join("bin");
  mkdirSync(bin);
  for (const name of ["bridge", "loopback", "host-local"]) {
    symlinkSync(`/usr/lib/cni/${name}`, `${bin}/${name}`);
  }
  // The last plugin never answers, so that the command can be killed while the address is taken.
  writeFileSync(`${bin}/tuning`, '#!/bin/sh\n[ "$CNI_COMMAND" = DEL ] && exit 0\nexec sleep 1000\n');
  chmodSync(`${bin}/tuning`, 0o755);
  const argv = [executable, "ctr", "-a", daemon.address, "run", "-d", "--cni", image, "killed", "true"];
  const env = { ...environment, NETCONFPATH: config, CNI_PATH: bin };
  const killed = Bun.spawn(argv, { env, stdout: "ignore", stderr: "ignore" });
  await eventually("the address to be taken", () => reserved().length === 1);
  await eventually("the last plugin", async () => (await pidsOf(`sleep 1000`, killed.pid)).length > 0);
  const [sleeping = 0] = await pidsOf("sleep 1000", killed.pid);
  killed.kill("SIGKILL");
  await killed.exited;
  process.kill(sleeping, "SIGKILL");
  expect(namespaces().length).toBe(before + 1);
  const next = await ctr("run", "--rm", "--cni", image, "next", "true");
  expect(next.stderr).toBe("");
  expect(reserved()).toEqual([]);
  expect(namespaces().length).toBe(before);
}, 60_000);

test("a network of the first release is removed with its container", async () => {
  const before = namespaces().length;
  await ctr("run", "-d", "--cni", image, "old", "sleep", "1000");
  const record = daemon.directory.join("ctr/networks/default/old.json");
  const { netns } = JSON.parse(readFileSync(record, "utf8"));
  // As that release wrote it: the network and its result beside the namespace, under an id made of names.
  const attachments = daemon.directory.join("ctr/attachments", basename(netns));
  const [file = ""] = readdirSync(attachments);
  const { network, result } = JSON.parse(readFileSync(join(attachments, file), "utf8"));
  rmSync(attachments, { recursive: true });
  const reservation = daemon.directory.join("ipam/test", reserved()[0] ?? "");
  writeFileSync(reservation, readFileSync(reservation, "utf8").replace(basename(netns), "default-old"));
  writeFileSync(record, JSON.stringify({ netns, network, result }));
  const removed = await ctr("containers", "rm", "--force", "old");
  expect([removed.status, removed.stderr]).toEqual([0, ""]);
  expect(reserved()).toEqual([]);
  expect(namespaces().length).toBe(before);
}, 60_000);

/** Processes with this command line below a process. */
async function pidsOf(commandLine: string, ancestor: number): Promise<number[]> {
  const { stdout } = await command(["ps", "-eo", "pid=,ppid=,args="]);
  const rows = stdout.split("\n").map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line));
  const parents = new Map(rows.map((row) => [Number(row?.[1]), Number(row?.[2])]));
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && parent !== 0 && (parent === ancestor || isBelow(parent));
  };
  const matching = rows.filter((row) => row?.[3]?.trim() === commandLine).map((row) => Number(row?.[1]));
  return matching.filter(isBelow);
}
