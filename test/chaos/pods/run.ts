// Many pods live at the same time, while the daemon and shims are killed. Each must come to its end, and nothing may be left.
import { existsSync, readdirSync } from "node:fs";
import { Limiter } from "../../../src/context/limiter.ts";
import { messageOf } from "../../../src/errors/index.ts";
import { eventually } from "../../harness/command.ts";
import { CriNode } from "../../harness/cri-node.ts";
import { commandLine, processIds } from "../../harness/processes.ts";
import { randomOf } from "../../harness/random.ts";
import { scratch } from "../../harness/scratch.ts";
import { PodCgroups } from "./cgroups.ts";
import { Killer } from "./killer.ts";
import type { CallCounts, Surroundings } from "./kubelet.ts";
import { live } from "./life.ts";
import { Networks } from "./networks.ts";
import { drawLife, type LifePlan } from "./plan.ts";

export interface ChaosOptions {
  /** Decides what becomes of each pod, and who is killed when. What that meets is up to the machine. */
  readonly seed: number;
  readonly lives: number;
  /** Pods that live at the same time. */
  readonly atOnce: number;
  /** Breaks the run off: what is there is removed, and the report is of no use. */
  readonly signal?: AbortSignal;
  /** Is told of each pod that has ended. */
  readonly onEnd?: (name: string, problems: readonly string[]) => void;
}

export interface ChaosReport {
  /** What did not hold; empty when all did. */
  readonly problems: readonly string[];
  readonly counts: Readonly<CallCounts>;
  readonly daemonsKilled: number;
  readonly shimsKilled: number;
  readonly slowestStart: number;
  readonly log: string;
}

export async function podChaos(options: ChaosOptions): Promise<ChaosReport> {
  const random = randomOf(options.seed);
  using directory = scratch();
  using networks = new Networks(directory);
  using cgroups = new PodCgroups();
  const plans = Array.from({ length: options.lives }, (_, index) =>
    drawLife(random, index, networks.handlers),
  );
  await using node = await CriNode.start({
    config: `[plugins."io.containerd.cri.v1.runtime"]
pause = "when-needed"
netns_mounts_under_state_dir = true
${networks.config}`,
    wrapper: networks.wrapper,
  });
  const counts: CallCounts = { made: 0, repeated: 0, slowestMillis: 0 };
  const problems: string[] = [];
  const breakOff = new AbortController();
  options.signal?.addEventListener("abort", () => breakOff.abort());
  const killer = new Killer(node, random, (error) => {
    problems.push(`the daemon did not start: ${messageOf(error)}`);
    breakOff.abort();
  });
  const surroundings: Surroundings = {
    node,
    cgroupParent: cgroups.parent,
    counts,
    signal: breakOff.signal,
    isShimKilled: (podId) => killer.isShimKilled(podId),
  };
  problems.push(...(await liveAll(plans, surroundings, options)));
  await killer.stop();
  if (!node.daemon.isRunning) {
    await node.daemon.start();
  }
  problems.push(...(await podsLeft(node)), ...(await takenNames(node, plans.slice(0, namesTried))));
  problems.push(...(await leftovers(node, networks, cgroups)));
  const { daemons: daemonsKilled, shims: shimsKilled, slowestStart } = killer;
  return { problems, counts, daemonsKilled, shimsKilled, slowestStart, log: node.daemon.log };
}

async function podsLeft(node: CriNode): Promise<string[]> {
  const { items } = await (await node.runtime()).listPodSandbox({});
  return items.map(({ id, metadata }) => `left: pod ${id} ${metadata?.name}`);
}

async function leftovers(node: CriNode, networks: Networks, cgroups: PodCgroups): Promise<string[]> {
  const left = async (): Promise<string[]> => [
    ...(await node.leftovers()),
    ...(await networks.leftovers()),
    ...cgroups.leftovers(),
    ...containerProcesses(cgroups.parent),
    ...stateOf(node),
    ...(await snapshots(node)),
  ];
  await eventually("nothing to be left", async () => (await left()).length === 0).catch(() => {});
  return (await left()).map((what) => `left: ${what}`);
}

/** So many names are used again at the end. */
const namesTried = 5;

/** A name that is not free makes the same call fail. */
async function takenNames(node: CriNode, plans: readonly LifePlan[]): Promise<string[]> {
  const problems: string[] = [];
  for (const { name, handler, containers } of plans) {
    try {
      const pod = await node.runPod(name, 0, { handler });
      for (const container of containers) {
        await node.create(pod, name, container.name, "true");
      }
    } catch (error) {
      problems.push(`${name} once more: ${messageOf(error)}`);
    }
  }
  await node.removeAll();
  return problems;
}

async function liveAll(
  plans: readonly LifePlan[],
  surroundings: Surroundings,
  { atOnce, onEnd }: ChaosOptions,
): Promise<string[]> {
  const limiter = new Limiter(atOnce);
  const liveOne = async (plan: LifePlan): Promise<string[]> => {
    if (surroundings.signal.aborted) {
      return [];
    }
    const found = await live(plan, surroundings);
    onEnd?.(plan.name, found);
    return found.map((problem) => `${plan.name}: ${problem}`);
  };
  const problems = await Promise.all(plans.map((plan) => limiter.run(() => liveOne(plan))));
  return problems.flat();
}

/** Those of containers: the image's own are committed. */
async function snapshots(node: CriNode): Promise<string[]> {
  const { stdout } = await node.daemon.ctr("-n", "k8s.io", "snapshots", "ls");
  const active = stdout.split("\n").filter((line) => line.trim().endsWith("Active"));
  return active.map((line) => `snapshot ${line}`);
}

function containerProcesses(marker: string): string[] {
  return processIds()
    .filter((pid) => commandLine(pid).includes(`: ${marker};`))
    .map((pid) => `process ${pid} of a container`);
}

/** What the runtime keeps of containers, and the namespaces of pods. */
function stateOf(node: CriNode): string[] {
  const directories = ["state/runc/k8s.io", "state/io.containerd.cri.v1.runtime/netns"];
  return directories
    .map((path) => node.daemon.directory.join(path))
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path).map((name) => `${path}/${name}`));
}
