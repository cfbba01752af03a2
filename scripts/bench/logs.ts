// A container that prints a gigabyte to its log: how long that takes, and how much processor time of daemon and shim.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { ContainerState } from "../../src/rpc/gen/cri.ts";
import { eventually } from "../../test/harness/command.ts";
import { median, type Row } from "./measure.ts";
import { type Node, namespaces, podConfig, podImage, withNodes } from "./nodes.ts";
import { belongsTo } from "./processes.ts";

const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const gigabyte = 1e9;
const fileBytes = 16_000_000;

/** Lengths of lines with their newlines: such as programs print, and one that fills an entry. */
const lineLengths = [100, 16_384];

interface Sample {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
}

/** Waits, after it has made a file of lines, until it may print that again and again. */
function scriptOf(lineLength: number): string {
  const line = "x".repeat(lineLength - 1);
  const times = Math.ceil(gigabyte / fileBytes);
  return [
    `yes ${line} | head -c ${fileBytes} > /tmp/lines`,
    "touch /tmp/ready; until [ -e /tmp/go ]; do sleep 0.05; done",
    `i=0; while [ $i -lt ${times} ]; do cat /tmp/lines; i=$((i+1)); done`,
  ].join("; ");
}

const ticksPerSecond = 100;

/** Processor time of the daemon and its shims. */
function cpuOf(node: Node): number {
  const ticks = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid === node.pid || belongsTo(pid, node.pid, node.directory))
    .map((pid) => {
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      return Number(fields[11]) + Number(fields[12]);
    });
  return ticks.reduce((sum, own) => sum + own, 0) / ticksPerSecond;
}

async function print(node: Node, name: string, lineLength: number): Promise<Sample> {
  const runtime = await node.runtime();
  const logDirectory = join(node.directory, "logs", name);
  mkdirSync(logDirectory, { recursive: true });
  const config = { ...podConfig(name), logDirectory };
  const { podSandboxId } = await runtime.runPodSandbox({ config });
  const { containerId } = await runtime.createContainer({
    podSandboxId,
    sandboxConfig: config,
    config: {
      metadata: { name: "c", attempt: 0 },
      image: { image: podImage },
      command: ["/bin/sh", "-c", scriptOf(lineLength)],
      logPath: "c.log",
      linux: { securityContext: { namespaceOptions: namespaces } },
    },
  });
  await runtime.startContainer({ containerId });
  const exec = async (...cmd: string[]): Promise<number> =>
    (await runtime.execSync({ containerId, cmd, timeout: 10n })).exitCode;
  await eventually(
    "the lines to be there",
    async () => (await exec("test", "-e", "/tmp/ready")) === 0,
    60_000,
  );
  const [cpu, begun] = [cpuOf(node), performance.now()];
  await exec("touch", "/tmp/go");
  const hasExited = async (): Promise<boolean> =>
    (await runtime.containerStatus({ containerId })).status?.state === ContainerState.CONTAINER_EXITED;
  await eventually("all to be printed", hasExited, 300_000);
  const sample = { wallSeconds: (performance.now() - begun) / 1000, cpuSeconds: cpuOf(node) - cpu };
  const { size } = statSync(join(logDirectory, "c.log"));
  if (size < gigabyte) {
    throw new Error(`${node.name}: the log has ${size} bytes only`);
  }
  await runtime.stopPodSandbox({ podSandboxId });
  await runtime.removePodSandbox({ podSandboxId });
  rmSync(logDirectory, { recursive: true });
  return sample;
}

function rowsOfLines(lineLength: number, ours: readonly Sample[], theirs: readonly Sample[]): Row[] {
  const what = `1 GB to a container's log, lines of ${lineLength} bytes`;
  const row = (name: string, pick: (sample: Sample) => number, ratio: number): Row => ({
    what: `${what}, ${name}`,
    unit: "s",
    tsrt: median(ours.map(pick)),
    containerd: median(theirs.map(pick)),
    mark: { is: "≤", ratio },
  });
  return [
    row("time", (sample) => sample.wallSeconds, 1),
    row("processor time of daemon and shim", (sample) => sample.cpuSeconds, 1.5),
  ];
}

export function logs(): Promise<Row[]> {
  return withNodes(async ([tsrt, , containerd]) => {
    const rows: Row[] = [];
    for (const lineLength of lineLengths) {
      const samples: [Sample[], Sample[]] = [[], []];
      for (let round = 0; round < rounds; round++) {
        for (const [index, node] of [tsrt, containerd].entries()) {
          samples[index]?.push(await print(node, `log-${lineLength}-${round}`, lineLength));
        }
      }
      rows.push(...rowsOfLines(lineLength, ...samples));
    }
    return rows;
  });
}
