// Pods that are made as kubelet makes them, as `tsrt ctr pods`, `tsrt ctr logs` and `tsrt doctor` show them.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "../../src/client/index.ts";
import { readSettings } from "../../src/doctor/settings.ts";
import { Background } from "../harness/background.ts";
import { command, eventually, type Result } from "../harness/command.ts";
import { CriNode, criImage } from "../harness/cri-node.ts";
import { type Daemon, executable } from "../harness/daemon.ts";
import { connect } from "./rig.ts";
import { Screen } from "./screen.ts";

const sandboxConfig = { metadata: { name: "web", namespace: "default", uid: "web", attempt: 2 } };

let node: CriNode;
let daemon: Daemon;
let client: Client;
let podId: string;

beforeAll(async () => {
  node = await CriNode.start();
  daemon = node.daemon;
  client = await connect(daemon);
  podId = await node.runPod("web", 2);
}, 60_000);

afterAll(async () => {
  await client.close();
  await node[Symbol.asyncDispose]();
}, 60_000);

async function succeed(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await daemon.ctr(...args);
  if (status !== 0) {
    throw new Error(`${args.join(" ")}: ${status}: ${stderr}`);
  }
  return stdout;
}

/** Starts a container of the pod. */
async function start(name: string, script: string, attempt = 0): Promise<string> {
  const { containerId } = await client.pods.service.createContainer({
    podSandboxId: podId,
    config: {
      metadata: { name, attempt },
      image: { image: criImage },
      command: ["/bin/sh", "-c", script],
      logPath: `${name}-${attempt}.log`,
      linux: {},
    },
    sandboxConfig,
  });
  await client.pods.service.startContainer({ containerId });
  return containerId;
}

async function ended(id: string): Promise<void> {
  await eventually("the end of a container", async () => (await client.pods.containerState(id)) === "exited");
}

test("pods are a tree: states, addresses, restarts, pids; earlier runs on demand", async () => {
  const first = await start("main", "exit 3");
  await ended(first);
  const second = await start("main", "exec sleep 1000", 1);
  const [header = "", pod = "", container = "", ...rest] = (await succeed("pods")).split("\n");
  expect(header.split(/\s{2,}/)).toEqual([
    "POD",
    "ID",
    "STATE",
    "RESTARTS",
    "IP",
    "PID",
    "CPU TIME",
    "MEMORY",
    "AGE",
    "IMAGE",
  ]);
  expect(pod).toMatch(
    new RegExp(
      `^default/web +${podId.slice(0, 13)} +ready +2 +10\\.9\\.0\\.1 +\\d+ +[\\d.]+s +[\\d.]+ \\w+ +\\d+s +-$`,
    ),
  );
  expect(container).toMatch(
    new RegExp(
      `^└─ main +${second.slice(0, 13)} +running +1 +- +\\d+ +[\\d.]+s +[\\d.]+ \\w+ +\\d+s +${criImage}$`,
    ),
  );
  expect(rest).toEqual([""]);
  expect((await succeed("pods", "-q")).trim()).toBe(podId);
  const ages = (text: string): string => text.replaceAll(/[\d.]+(s| \w+iB) +/g, "N ");
  expect(ages(await succeed("-n", "k8s.io", "ps"))).toBe(ages([header, pod, container, ""].join("\n")));

  const [json] = JSON.parse(await succeed("pods", "--all", "--format", "json"));
  expect(json).toMatchObject({ id: podId, namespace: "default", name: "web", attempt: 2, ips: ["10.9.0.1"] });
  expect(json.containers).toMatchObject([
    { id: first, name: "main", attempt: 0, state: "exited", exitCode: 3, pid: 0 },
    { id: second, name: "main", attempt: 1, state: "running", image: criImage },
  ]);
  expect(Date.parse(json.createdAt)).toBeLessThan(Date.parse(json.containers[1].startedAt));
  expect(json.containers[1].workingSet).toBeGreaterThan(0);
  expect(json.containers[1].cpuNanos).toBeGreaterThan(0);
  const { pid } = await client.in("k8s.io").tasks.get(second);
  expect(json.containers[1].pid).toBe(pid);
  expect(await succeed("pods", "-a")).toMatch(/^├─ main +\w{13} +exited 3 \(Error\) +0 /m);
  const wrong = await daemon.ctr("pods", "--format", "yaml");
  expect(wrong).toMatchObject({ status: 1, stderr: expect.stringContaining("format must be table or json") });
}, 60_000);

test("a pod of the host's network, on a terminal that has no room for all columns", async () => {
  const id = await node.runPod("hosted", 0, {
    linux: { securityContext: { namespaceOptions: { network: 2 } } },
  });
  await using screen = await Screen.start();
  await screen.type(`${executable} ctr -a ${daemon.address} pods`);
  await screen.shows(/^default\/hosted +ready +0 +host /m);
  expect(await screen.text()).not.toContain("IMAGE");
  await client.pods.service.stopPodSandbox({ podSandboxId: id });
}, 60_000);

test("logs prints a container's output, each stream where it belongs", async () => {
  const id = await start("talker", "echo hello; echo oops >&2; printf end");
  await ended(id);
  for (const path of ["web/talker", "default/web/talker", `${podId.slice(0, 8)}/talker`]) {
    expect(await daemon.ctr("logs", path)).toEqual({ status: 0, stdout: "hello\nend", stderr: "oops\n" });
  }
  const missing = await daemon.ctr("logs", "web/nobody");
  expect(missing.status).toBe(1);
  expect(missing.stderr).toContain('container "nobody" in pod default/web, which has');
}, 60_000);

test("logs -f goes on across a rotation, until the container has ended", async () => {
  const id = await start("writer", "echo one; until [ -e /tmp/go ]; do sleep 0.05; done; echo two; exit 4");
  const log = join(node.logDirectory("web"), "writer-0.log");
  await using following = new Background([
    executable,
    "ctr",
    "-a",
    daemon.address,
    "logs",
    "-f",
    "web/writer",
  ]);
  await following.says("one\n");
  renameSync(log, `${log}.20261130-200000`);
  await client.pods.service.reopenContainerLog({ containerId: id });
  await client.pods.service.execSync({ containerId: id, cmd: ["/bin/touch", "/tmp/go"], timeout: 10n });
  expect(await following.exited()).toBe(0);
  expect([following.stdout, following.stderr]).toEqual(["one\ntwo\n", ""]);
  expect(await client.pods.containerState(id)).toBe("exited");
}, 60_000);

const doctor = (...args: string[]): Promise<Result> => command([executable, "doctor", ...args]);

test("doctor finds the daemon, its plugins, its network and its CRI", async () => {
  const config = daemon.directory.join("config.toml");
  const { stdout, stderr } = await doctor("-c", config, "-a", daemon.address, "--format", "json");
  expect(stderr).toBe("");
  const findings: { check: string; level: string; found: string }[] = JSON.parse(stdout);
  const of = (check: string) => findings.find((finding) => finding.check === check);
  expect(of("configuration")).toMatchObject({ level: "ok", found: config });
  expect(of("cni")).toMatchObject({
    level: "ok",
    found: expect.stringMatching(/^network test \(.*\/test\.conflist\): loopback, written-down$/),
  });
  expect(of("daemon")).toMatchObject({ level: "ok", found: expect.stringContaining(`pid ${daemon.pid}`) });
  expect(of("cri")).toMatchObject({ level: "ok", found: expect.stringContaining("NetworkReady") });
  expect(of("open files")?.found).toStartWith("the daemon may open");
  expect(of("cgroup driver")?.found).toBe("cgroupfs");
}, 60_000);

test("doctor fails where something fails, and says what to do", async () => {
  const gone = daemon.directory.join("gone.sock");
  const { status, stdout } = await doctor("-c", daemon.directory.join("config.toml"), "-a", gone);
  expect(status).toBe(1);
  expect(stdout).toMatch(new RegExp(`^fail  daemon +no socket ${gone}\n +-> start the daemon`, "m"));
  expect(stdout).toMatch(/\d+ ok, \d+ to look at, \d+ failed\n$/);
  const broken = daemon.directory.join("broken.toml");
  writeFileSync(broken, "version = 7\n");
  const refused = await doctor("-c", broken);
  expect(refused.stdout).toContain(`fail  configuration  ${broken} is refused`);
  expect((await doctor("--format", "xml")).status).toBe(2);
  expect((await doctor("--help")).status).toBe(0);
}, 60_000);

test("the configuration in docs/kubernetes.md is one that the daemon takes as it stands", async () => {
  const page = readFileSync(join(import.meta.dir, "../../docs/kubernetes.md"), "utf8");
  const blocks = [...page.matchAll(/^```toml\n(.*?)^```/gms)].map(([, block = ""]) => block);
  expect(blocks.length).toBe(4);
  const config = daemon.directory.join("node.toml");
  writeFileSync(config, blocks.join("\n"));
  const { status, stdout, stderr } = await command([executable, "daemon", "-c", config, "config", "dump"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const { runtimes } = readSettings(stdout);
  expect(runtimes).toMatchObject([
    { name: "runc", usesSystemdCgroups: true },
    { name: "crun", binary: "/usr/bin/crun", usesSystemdCgroups: true },
    { name: "gvisor", type: "io.containerd.runsc.v1" },
  ]);
}, 60_000);

test("doctor tells a user without privileges what it could not see", async () => {
  const unprivileged = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
  const result = await command([...unprivileged, executable, "doctor", "-a", daemon.address]);
  expect(result.stderr).toBe("");
  expect(result.stdout).toContain("ok    kernel");
  expect(result.stdout).toMatch(
    /^warn {2}daemon +\S+ may not be opened by this user\n +-> run tsrt doctor as root/m,
  );
}, 60_000);
