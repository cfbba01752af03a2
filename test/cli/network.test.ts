import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { command, eventually, type Result } from "../harness/command.ts";
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

test("a broken network is said, and leaves nothing", async () => {
  const before = namespaces().length;
  const good = config;
  config = daemon.directory.join("broken");
  const missing = await ctr("run", "--rm", "--cni", image, "none", "true");
  expect(missing.stderr).toContain(`no network config found in ${config}: not found`);
  mkdirSync(config);
  writeFileSync(`${config}/1.conf`, '{"name":"bad","cniVersion":"0.4.0","type":"nosuchplugin"}');
  const bad = await ctr("run", "--rm", "--cni", image, "none", "true");
  expect(bad.stderr).toContain('connect none to network "bad": CNI plugin "nosuchplugin" in');
  expect(namespaces().length).toBe(before);
  rmSync(config, { recursive: true });
  config = good;
}, 60_000);
