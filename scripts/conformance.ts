// npm run conformance: critest, the tests of kubelet's side of CRI, against the built tsrt. Its images are made here and come
// from a registry on loopback. All of it runs in network, IPC, process and mount namespaces of its own, so that nothing is left on the machine.
// Usage: bun scripts/conformance.ts [--websocket] [--parallel] [--pause=SETTING] [--focus=REGULAR_EXPRESSION]
// --parallel runs halves of critest beside each other, without the specs that critest calls serial.
// --pause=when-needed has pods run without a pause process. They share the process ids of the host, for most of critest's need one.
// The whole output is in dist/conformance.
import { spawnSync } from "node:child_process";
import { chmodSync, closeSync, cpSync, mkdirSync, openSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { bringBusybox } from "../test/conformance/cri/busybox.ts";
import { readReport, type Spec, writeCritest } from "../test/conformance/cri/critest.ts";
import { passOn } from "../test/conformance/cri/host-pids.ts";
import { pushImages, writeMirrors } from "../test/conformance/cri/images.ts";
import { checkPlugins, writeNetwork } from "../test/conformance/cri/network.ts";
import { environment, succeed } from "../test/harness/command.ts";
import { Daemon } from "../test/harness/daemon.ts";
import { top } from "../test/harness/reference.ts";
import { startRegistry } from "../test/harness/registry.ts";
import { scratch } from "../test/harness/scratch.ts";

const { values: flags } = parseArgs({
  options: {
    focus: { type: "string", default: "" },
    websocket: { type: "boolean", default: false },
    parallel: { type: "boolean", default: false },
    pause: { type: "string", default: "always" },
  },
});

const output = join(top, "dist/conformance");
const busybox = join(output, "busybox");
const inside = "TSRT_CONFORMANCE_INSIDE";

/** Milliseconds after which critest is killed: it takes a quarter of this on a quiet machine. */
const longest = 40 * 60_000;

/** Runs this script again in namespaces of its own. */
function enter(): number {
  // critest leaves shared memory of System V behind, and looks for processes by name in containers that may see all of the host's.
  const own = ["--net", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc"];
  const unshare = ["unshare", ...own, "--propagation", "private"];
  const [command = "", ...args] = [...unshare, process.execPath, ...process.argv.slice(1)];
  const env = { ...process.env, [inside]: "1" };
  return spawnSync(command, args, { stdio: "inherit", env }).status ?? 1;
}

/** critest's plugins take up to two seconds for an answer, which is all that a plugin has by default. */
function daemonConfig(directory: string): string {
  return `
[plugins."io.containerd.nri.v1.nri"]
plugin_request_timeout = "30s"
[plugins."io.containerd.cri.v1.images".registry]
config_path = "${directory}/hosts"
[plugins."io.containerd.cri.v1.runtime"]
pause = "${flags.pause}"
[plugins."io.containerd.cri.v1.runtime".cni]
conf_dir = "${directory}/network"
bin_dirs = ["/opt/cni/bin", "/usr/lib/cni"]`;
}

/** Parts of critest that may run at the same time: those that use ports of the host are in one. */
const halves = [
  "\\[k8s\\.io\\] (Container|Multiple|Image Volume|Runtime info|Idempotence)",
  "\\[k8s\\.io\\] (PodSandbox|Security|Networking|Streaming)",
];
/** Specs that count the images of the node, or remove some that others use. */
const serial = "Image (Manager|Identifier|Consistency)";

interface Run {
  readonly name: string;
  /** What is run and what is left out of it, as regular expressions; empty: all, and nothing. */
  readonly focus: string;
  readonly skip: string;
}

function runs(): Run[] {
  if (!flags.parallel) {
    return [{ name: "critest", focus: flags.focus, skip: "" }];
  }
  return halves.map((focus, index) => ({ name: `critest-${index}`, focus, skip: serial }));
}

/** Sockets of the daemon, or of what passes calls on to it. */
interface Endpoints {
  readonly runtime: string;
  readonly image: string;
  readonly nri: string;
}

/** Runs critest in a directory of its own. Gives what became of the specs. */
async function runCritest(
  run: Run,
  program: string,
  endpoints: Endpoints,
  directory: string,
): Promise<Spec[]> {
  const report = join(output, `${run.name}.json`);
  rmSync(report, { force: true });
  mkdirSync(directory);
  const websocket = ["exec", "attach", "portforward"].map((name) => `-websocket-${name}`);
  const argv = [
    program,
    `-runtime-endpoint=unix://${endpoints.runtime}`,
    `-image-endpoint=unix://${endpoints.image}`,
    `-nri-socket=${endpoints.nri}`,
    `-ginkgo.json-report=${report}`,
    "-ginkgo.no-color",
    "-test.timeout=0",
    ...(run.focus === "" ? [] : [`-ginkgo.focus=${run.focus}`]),
    ...(run.skip === "" ? [] : [`-ginkgo.skip=${run.skip}`]),
    ...(flags.websocket ? websocket : []),
  ];
  const log = openSync(join(output, `${run.name}.log`), "w");
  const child = Bun.spawn(argv, {
    cwd: directory,
    env: { ...environment, TMPDIR: directory },
    stdin: "ignore",
    stdout: log,
    stderr: log,
    timeout: longest,
  });
  closeSync(log);
  await child.exited;
  return readReport(report);
}

function print(specs: readonly Spec[]): void {
  const inState = (wanted: (state: string) => boolean): Spec[] => specs.filter(({ state }) => wanted(state));
  const passed = inState((state) => state === "passed");
  const skipped = inState((state) => state === "skipped");
  const failed = inState((state) => state !== "passed" && state !== "skipped");
  for (const { name, message } of skipped) {
    console.log(`skipped: ${name}: ${firstLine(message)}`);
  }
  for (const { name, state, message } of failed) {
    console.log(`${state}: ${name}: ${firstLine(message)}`);
  }
  console.log(`critest: ${passed.length} passed, ${failed.length} failed, ${skipped.length} skipped`);
  process.exitCode = failed.length > 0 || passed.length === 0 ? 1 : 0;
}

function firstLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").slice(0, 400);
}

async function main(): Promise<void> {
  await succeed(["ip", "link", "set", "lo", "up"]);
  using directory = scratch("tsrt-cri-");
  await using registry = await startRegistry();
  const digest = await pushImages(registry.host, busybox);
  writeMirrors(directory.join("hosts"), registry.host);
  writeNetwork(directory.join("network"), directory.join("addresses"));
  const program = directory.join("program");
  writeCritest(program, digest);
  await using daemon = await Daemon.start({ config: daemonConfig(directory.path) });
  // Root of a container in a user namespace is nobody out here, and has to pass through to his root filesystem.
  chmodSync(daemon.directory.path, 0o711);
  const runtime = directory.join("host-pids.sock");
  await using _passing = await passOn(runtime, daemon.address);
  const endpoints = {
    runtime: flags.pause === "when-needed" ? runtime : daemon.address,
    image: daemon.address,
    nri: daemon.directory.join("state/nri/nri.sock"),
  };
  const results = await Promise.all(
    runs().map((run) => runCritest(run, program, endpoints, directory.join(run.name))),
  );
  cpSync(daemon.directory.join("log"), join(output, "daemon.log"));
  print(results.flat());
  console.log(`with ${(await succeed(["runc", "--version"])).split("\n")[0]}`);
  console.log(`the whole output is in ${relative(process.cwd(), output)}`);
}

if (process.env[inside] === undefined) {
  // Out there is the network that a busybox may have to come from.
  checkPlugins();
  mkdirSync(output, { recursive: true });
  await bringBusybox(busybox);
  process.exitCode = enter();
} else {
  await main();
}
