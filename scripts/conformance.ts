// npm run conformance: critest, the tests of kubelet's side of CRI, against the built tsrt. Its images are made here and come
// from a registry on loopback. All of it runs in network and mount namespaces of its own, so that nothing is left on the machine.
// Usage: bun scripts/conformance.ts [--websocket] [--focus=REGULAR_EXPRESSION]
// The whole output is in dist/conformance.
import { spawnSync } from "node:child_process";
import { closeSync, cpSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { bringBusybox } from "../test/conformance/cri/busybox.ts";
import { readReport, type Spec, writeCritest } from "../test/conformance/cri/critest.ts";
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
  },
});

const output = join(top, "dist/conformance");
const busybox = join(output, "busybox");
const inside = "TSRT_CONFORMANCE_INSIDE";

/** Milliseconds after which critest is killed: it takes a quarter of this on a quiet machine. */
const longest = 40 * 60_000;

/** Runs this script again in namespaces of its own. */
function enter(): number {
  const unshare = ["unshare", "--net", "--mount", "--propagation", "private"];
  const [command = "", ...args] = [...unshare, process.execPath, ...process.argv.slice(1)];
  const env = { ...process.env, [inside]: "1" };
  return spawnSync(command, args, { stdio: "inherit", env }).status ?? 1;
}

function daemonConfig(directory: string): string {
  return `
[plugins."io.containerd.cri.v1.images".registry]
config_path = "${directory}/hosts"
[plugins."io.containerd.cri.v1.runtime".cni]
conf_dir = "${directory}/network"
bin_dirs = ["/opt/cni/bin", "/usr/lib/cni"]`;
}

/** Runs critest against the daemon at `address`; its report is a file in `output`. */
async function runCritest(program: string, address: string, directory: string): Promise<string> {
  const report = join(output, "report.json");
  rmSync(report, { force: true });
  const websocket = ["exec", "attach", "portforward"].map((name) => `-websocket-${name}`);
  const argv = [
    program,
    `-runtime-endpoint=unix://${address}`,
    `-image-endpoint=unix://${address}`,
    `-ginkgo.json-report=${report}`,
    "-ginkgo.no-color",
    "-test.timeout=0",
    ...(flags.focus === "" ? [] : [`-ginkgo.focus=${flags.focus}`]),
    ...(flags.websocket ? websocket : []),
  ];
  const log = openSync(join(output, "critest.log"), "w");
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
  return report;
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
  const program = directory.join("critest");
  writeCritest(program, digest);
  await using daemon = await Daemon.start({ config: daemonConfig(directory.path) });
  const temporary = directory.join("t");
  mkdirSync(temporary);
  const report = await runCritest(program, daemon.address, temporary);
  cpSync(daemon.directory.join("log"), join(output, "daemon.log"));
  writeFileSync(join(output, "specs.json"), JSON.stringify(readReport(report), undefined, 2));
  print(readReport(report));
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
