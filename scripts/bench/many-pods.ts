// 100 pods of two containers on each daemon: their start, the memory they cost, questions about all of them, a crash of the daemon,
// and what is left when they are removed.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { ContainerState, PodSandboxState } from "../../src/rpc/gen/cri.ts";
import { writeArchive } from "../../test/harness/image.ts";
import { scratch } from "../../test/harness/scratch.ts";
import { median, pauseMillis, type Row, timed } from "./measure.ts";
import {
  createContainer,
  type Node,
  podConfig,
  podImage,
  podImageConfig,
  startContainerd,
  startTsrt,
} from "./nodes.ts";
import { privateMemory } from "./processes.ts";

const pods = Number(process.env.BENCH_PODS ?? 100);
/** Pods that one daemon starts before it is the other's turn. */
const batch = 10;
const lanes = 4;
const containersPerPod = 2;
const statusRounds = 7;
const crashes = 5;
const longestMillis = 60_000;
/** Until daemons and shims rest. */
const restMillis = 10_000;

const sleeping = ["/bin/sleep", "1000000"];

interface Pods {
  readonly node: Node;
  readonly ids: string[];
  readonly containers: string[];
}

/** Runs `work` for each index, `width` of them at once. */
async function abreast(count: number, width: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      await work(next++);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
}

async function startPod({ node, ids, containers }: Pods, name: string): Promise<void> {
  const runtime = await node.runtime();
  const { podSandboxId } = await runtime.runPodSandbox({ config: podConfig(name) });
  ids.push(podSandboxId);
  for (let index = 0; index < containersPerPod; index++) {
    const containerId = await createContainer(runtime, podSandboxId, name, `c${index}`, sleeping);
    await runtime.startContainer({ containerId });
    containers.push(containerId);
  }
}

/** The milliseconds of all batches on each side. */
async function startAll(sides: readonly Pods[]): Promise<number[]> {
  const sums = sides.map(() => 0);
  for (let first = 0; first < pods; first += batch) {
    for (const [side, on] of sides.entries()) {
      await Bun.sleep(pauseMillis);
      const count = Math.min(batch, pods - first);
      const start = () => abreast(count, lanes, (index) => startPod(on, `pod-${first + index}`));
      sums[side] = (sums[side] ?? 0) + (await timed(start));
    }
  }
  return sums;
}

/** Of all processes of the runtime and of pause, in KiB. */
async function memoryOfPods({ node, ids }: Pods): Promise<{ daemon: number; others: number }> {
  const runtime = await node.runtime();
  const pauses: number[] = [];
  for (const podSandboxId of ids) {
    const { info } = await runtime.podSandboxStatus({ podSandboxId, verbose: true });
    const { pid } = JSON.parse(info.info ?? "{}") as { pid?: number };
    if (pid !== undefined && pid > 0) {
      pauses.push(pid);
    }
  }
  return privateMemory(node.pid, node.directory, pauses);
}

/** What kubelet asks to know the state of everything. */
async function askAll({ node, ids, containers }: Pods, width: number): Promise<void> {
  const runtime = await node.runtime();
  await Promise.all([runtime.listPodSandbox({}), runtime.listContainers({})]);
  await abreast(ids.length, width, async (index) => {
    await runtime.podSandboxStatus({ podSandboxId: ids[index] ?? "", verbose: false });
  });
  await abreast(containers.length, width, async (index) => {
    await runtime.containerStatus({ containerId: containers[index] ?? "", verbose: false });
  });
}

/** Whether the daemon answers, with all pods ready and all containers running. */
async function isRight({ node, ids, containers }: Pods): Promise<boolean> {
  if (!(await node.answers())) {
    return false;
  }
  const runtime = await node.runtime();
  const listed = await runtime.listContainers({});
  const sandboxes = await runtime.listPodSandbox({});
  const running = listed.containers.filter(({ state }) => state === ContainerState.CONTAINER_RUNNING);
  const ready = sandboxes.items.filter(({ state }) => state === PodSandboxState.SANDBOX_READY);
  return running.length === containers.length && ready.length === ids.length;
}

/** Milliseconds from the start of a daemon, after the earlier one was killed, to the right answer. */
async function crash(side: Pods): Promise<number> {
  await side.node.kill();
  await Bun.sleep(pauseMillis);
  return timed(async () => {
    side.node.spawn();
    const end = performance.now() + longestMillis;
    while (!(await isRight(side))) {
      if (performance.now() > end) {
        throw new Error(`${side.node.name} does not know its pods again`);
      }
      await Bun.sleep(2);
    }
  });
}

async function removeAll({ node, ids }: Pods): Promise<void> {
  const runtime = await node.runtime();
  await abreast(ids.length, lanes, async (index) => {
    const podSandboxId = ids[index] ?? "";
    await runtime.stopPodSandbox({ podSandboxId });
    await runtime.removePodSandbox({ podSandboxId });
  });
}

/** What is left of pods that were removed: mounts, processes, bundles and network namespaces. */
function leftBehind({ node }: Pods): string {
  const { directory } = node;
  const mounts = readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .filter((line) => line.includes(directory) && !line.includes(` ${directory}/net `));
  const places = ["state/io.containerd.runtime.v2.task/k8s.io", "state/s"].flatMap((place) => {
    const path = `${directory}/${place}`;
    return existsSync(path) ? readdirSync(path) : [];
  });
  return `${node.name}: ${mounts.length} mounts, ${places.length} bundles and sockets`;
}

/** Rounds of both, A B A B. */
async function inTurn(
  sides: readonly [Pods, Pods],
  rounds: number,
  measure: (side: Pods) => Promise<number>,
): Promise<[number, number]> {
  const values: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const side of [0, 1] as const) {
      await Bun.sleep(pauseMillis);
      values[side].push(await measure(sides[side]));
    }
  }
  return [median(values[0]), median(values[1])];
}

async function memoryRows(sides: readonly [Pods, Pods]): Promise<Row[]> {
  await Bun.sleep(restMillis);
  const ours = await memoryOfPods(sides[0]);
  const theirs = await memoryOfPods(sides[1]);
  const perPod = ({ daemon, others }: typeof ours): number => (daemon + others) / 1024 / pods;
  return [
    {
      what: `memory per pod of ${pods}: daemon, shims, helpers and pause, private`,
      unit: "MB",
      tsrt: perPod(ours),
      containerd: perPod(theirs),
      mark: { is: "≤", ratio: 1.1 },
    },
    {
      what: "of it the daemon, in all",
      unit: "MB",
      tsrt: ours.daemon / 1024,
      containerd: theirs.daemon / 1024,
    },
  ];
}

async function statusRows(sides: readonly [Pods, Pods]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const width of [1, 10]) {
    const [tsrt, containerd] = await inTurn(sides, statusRounds, (side) => timed(() => askAll(side, width)));
    const what = `status of ${pods} pods and their containers, ${width} in flight`;
    rows.push({ what, unit: "ms", tsrt, containerd, mark: { is: "≤", value: 50 } });
  }
  return rows;
}

export async function manyPods(): Promise<Row[]> {
  using directory = scratch();
  const archive = directory.join("image.tar");
  await writeArchive(archive, { name: podImage, config: podImageConfig });
  await using ours = await startTsrt(archive);
  await using theirs = await startContainerd(archive);
  const noPods = (node: Node): Pods => ({ node, ids: [], containers: [] });
  const sides: [Pods, Pods] = [noPods(ours), noPods(theirs)];
  const [ourStart = 0, theirStart = 0] = await startAll(sides);
  const perSecond = (millis: number): number => pods / (millis / 1000);
  const rows: Row[] = [
    {
      what: `pods of ${containersPerPod} containers started, ${lanes} at once`,
      unit: "per s",
      tsrt: perSecond(ourStart),
      containerd: perSecond(theirStart),
      mark: { is: "≥", ratio: 1 },
    },
    ...(await memoryRows(sides)),
    ...(await statusRows(sides)),
  ];
  const [ourCrash, theirCrash] = await inTurn(sides, crashes, crash);
  const recovery = `kill -9 and recovery of ${pods} pods`;
  rows.push({
    what: recovery,
    unit: "ms",
    tsrt: ourCrash,
    containerd: theirCrash,
    mark: { is: "≤", value: 1000 },
  });
  const [ourRemoval, theirRemoval] = await inTurn(sides, 1, (side) => timed(() => removeAll(side)));
  rows.push({
    what: `removal of ${pods} pods, ${lanes} at once`,
    unit: "ms",
    tsrt: ourRemoval,
    containerd: theirRemoval,
  });
  console.error(`left after the removal: ${sides.map(leftBehind).join("; ")}`);
  return rows;
}
