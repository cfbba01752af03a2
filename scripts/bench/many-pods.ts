// 100 pods of two containers on each daemon: their start, the memory they cost, questions about all of them, a crash of the daemon,
// and what is left when they are removed.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { Limiter } from "../../src/context/limiter.ts";
import { ContainerState, PodSandboxState } from "../../src/rpc/gen/cri.ts";
import { eventually } from "../../test/harness/command.ts";
import { median, pauseMillis, type Row, timed } from "./measure.ts";
import { createContainer, type Node, podConfig, rowsOf, withNodes } from "./nodes.ts";
import { privateMemory } from "./processes.ts";

const pods = Number(process.env.BENCH_PODS ?? 100);
/** Pods that one daemon starts before it is the other's turn. */
const batch = 10;
const lanes = 4;
const containersPerPod = 2;
const statusRounds = 15;
/** Rounds that are not counted: kubelet asks all day, so that neither side's code is new to the processor, nor the client's. */
const warmUpRounds = 15;
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

/** On each node, in the order of `Nodes`. */
type Sides = readonly [Pods, Pods, Pods];
type Figures = [number, number, number];

/** Runs `work` for each index, `width` of them at once. */
async function abreast(count: number, width: number, work: (index: number) => Promise<void>): Promise<void> {
  const limiter = new Limiter(width);
  await Promise.all(Array.from({ length: count }, (_, index) => limiter.run(() => work(index))));
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

/** Pods per second, over all batches. */
async function startAll(sides: Sides): Promise<Figures> {
  const sums: Figures = [0, 0, 0];
  for (let first = 0; first < pods; first += batch) {
    for (const [side, on] of sides.entries()) {
      await Bun.sleep(pauseMillis);
      const count = Math.min(batch, pods - first);
      const start = () => abreast(count, lanes, (index) => startPod(on, `pod-${first + index}`));
      sums[side] = (sums[side] ?? 0) + (await timed(start));
    }
  }
  return sums.map((millis) => pods / (millis / 1000)) as Figures;
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

/** What kubelet asks each second, and what tells it the state of everything. */
async function listAll({ node }: Pods): Promise<void> {
  const runtime = await node.runtime();
  await Promise.all([runtime.listPodSandbox({}), runtime.listContainers({})]);
}

/** The lists, and the whole status of everything that is in them. */
async function askAll(side: Pods, width: number): Promise<void> {
  await listAll(side);
  const { node, ids, containers } = side;
  const runtime = await node.runtime();
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

/** What is left of pods that were removed: mounts, bundles and sockets of shims. */
function leftBehind({ node }: Pods): string[] {
  const { directory } = node;
  const mounts = readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .filter((line) => line.includes(directory) && !line.includes(` ${directory}/net `));
  const places = ["state/io.containerd.runtime.v2.task/k8s.io", "state/s"].flatMap((place) => {
    const path = `${directory}/${place}`;
    return existsSync(path) ? readdirSync(path) : [];
  });
  return [...mounts, ...places];
}

/** A shim whose last container was removed ends behind the call. */
async function tellLeftovers(sides: Sides): Promise<void> {
  const isClean = (side: Pods): boolean => leftBehind(side).length === 0;
  await eventually("nothing to be left", () => sides.every(isClean), longestMillis).catch(() => {});
  for (const side of sides) {
    console.error(`left after the removal by ${side.node.name}: ${leftBehind(side).join(" ") || "nothing"}`);
  }
}

/** The medians of some rounds, each on one node after the other. */
async function inTurn(
  sides: Sides,
  rounds: number,
  measure: (side: Pods) => Promise<unknown>,
): Promise<Figures> {
  const values = sides.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, side] of sides.entries()) {
      await Bun.sleep(pauseMillis);
      values[index]?.push(await timed(() => measure(side)));
    }
  }
  return values.map(median) as Figures;
}

async function memoryRows(sides: Sides): Promise<Row[]> {
  await Bun.sleep(restMillis);
  const memories: { daemon: number; others: number }[] = [];
  for (const side of sides) {
    memories.push(await memoryOfPods(side));
  }
  const perPod = memories.map(({ daemon, others }) => (daemon + others) / 1024 / pods) as Figures;
  const daemons = memories.map(({ daemon }) => daemon / 1024) as Figures;
  const what = `memory per pod of ${pods}: daemon, shims, helpers and pause, private`;
  const marks = [
    { is: "≤", ratio: 1.1 },
    { is: "≤", ratio: 1 },
  ] as const;
  return [
    ...rowsOf({ what, unit: "MB", marks }, perPod),
    ...rowsOf({ what: "of it the daemon, in all", unit: "MB" }, daemons),
  ];
}

async function statusRows(sides: Sides): Promise<Row[]> {
  const everything = `${pods} pods and their containers`;
  const questions: [string, (side: Pods) => Promise<void>][] = [
    [`lists with the states of ${everything}`, listAll],
    [`status of ${everything}, 1 in flight`, (side) => askAll(side, 1)],
    [`status of ${everything}, 10 in flight`, (side) => askAll(side, 10)],
  ];
  const marks = [{ is: "≤", value: 50 }] as const;
  const rows: Row[] = [];
  for (const [what, ask] of questions) {
    await inTurn(sides, warmUpRounds, ask);
    rows.push(...rowsOf({ what, unit: "ms", marks }, await inTurn(sides, statusRounds, ask)));
  }
  return rows;
}

async function crashRows(sides: Sides): Promise<Row[]> {
  const values = sides.map((): number[] => []);
  for (let round = 0; round < crashes; round++) {
    for (const [index, side] of sides.entries()) {
      values[index]?.push(await crash(side));
    }
  }
  const limit = { is: "≤", value: 1000 } as const;
  const what = `kill -9 and recovery of ${pods} pods`;
  return rowsOf({ what, unit: "ms", marks: [limit, limit] }, values.map(median) as Figures);
}

export function manyPods(): Promise<Row[]> {
  return withNodes(async (nodes) => {
    const sides = nodes.map((node): Pods => ({ node, ids: [], containers: [] })) as unknown as Sides;
    const started = await startAll(sides);
    const what = `pods of ${containersPerPod} containers started, ${lanes} at once`;
    const rows = [
      ...rowsOf({ what, unit: "per s", marks: [{ is: "≥", ratio: 1 }] }, started),
      ...(await memoryRows(sides)),
      ...(await statusRows(sides)),
      ...(await crashRows(sides)),
    ];
    const removed = await inTurn(sides, 1, removeAll);
    rows.push(...rowsOf({ what: `removal of ${pods} pods, ${lanes} at once`, unit: "ms" }, removed));
    await tellLeftovers(sides);
    return rows;
  });
}
