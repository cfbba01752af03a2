// The calls of a pod's life, one at a time, each on one daemon after the other.
import { writeArchive } from "../../test/harness/image.ts";
import { scratch } from "../../test/harness/scratch.ts";
import { median, pauseMillis, percentile, type Row, timed } from "./measure.ts";
import {
  createContainer,
  type Node,
  podConfig,
  podImage,
  podImageConfig,
  startContainerd,
  startTsrt,
} from "./nodes.ts";

/** So many that one sample in a hundred is there. */
const rounds = Number(process.env.BENCH_ROUNDS ?? 100);

/** Ends on SIGTERM, as a server does: the first process of a container has no default action for it. */
const command = ["/bin/sh", "-c", "trap 'exit 0' TERM; sleep 1000000 & wait"];
const graceSeconds = 30n;

/** The pod of one round on one node. */
interface Life {
  readonly name: string;
  pod: string;
  container: string;
}

interface Step {
  readonly call: string;
  /** What its median may be of containerd's. */
  readonly mark?: number;
  run(node: Node, life: Life): Promise<unknown>;
}

const steps: readonly Step[] = [
  {
    call: "RunPodSandbox",
    mark: 0.8,
    run: async (node, life) => {
      const config = podConfig(life.name);
      life.pod = (await (await node.runtime()).runPodSandbox({ config })).podSandboxId;
    },
  },
  {
    call: "CreateContainer",
    run: async (node, life) => {
      life.container = await createContainer(await node.runtime(), life.pod, life.name, "c", command);
    },
  },
  {
    call: "StartContainer",
    mark: 0.65,
    run: async (node, { container }) => (await node.runtime()).startContainer({ containerId: container }),
  },
  {
    call: "ExecSync",
    run: async (node, { container }) => {
      const cmd = ["/bin/true"];
      return (await node.runtime()).execSync({ containerId: container, cmd, timeout: graceSeconds });
    },
  },
  {
    call: "StopContainer",
    mark: 0.65,
    run: async (node, { container }) =>
      (await node.runtime()).stopContainer({ containerId: container, timeout: graceSeconds }),
  },
  {
    call: "StopPodSandbox",
    run: async (node, { pod }) => (await node.runtime()).stopPodSandbox({ podSandboxId: pod }),
  },
  {
    call: "RemovePodSandbox",
    run: async (node, { pod }) => (await node.runtime()).removePodSandbox({ podSandboxId: pod }),
  },
];

type Laps = Map<string, number[]>;

/** One pod on each node. Each call is made on all nodes before the next one is. */
async function round(nodes: readonly Node[], name: string, laps: readonly Laps[]): Promise<void> {
  const lives = nodes.map((): Life => ({ name, pod: "", container: "" }));
  for (const step of steps) {
    for (const [index, node] of nodes.entries()) {
      await Bun.sleep(pauseMillis);
      const millis = await timed(() => step.run(node, lives[index] as Life));
      laps[index]?.get(step.call)?.push(millis);
    }
  }
}

function rowsOf(ours: Laps, theirs: Laps, what = ""): Row[] {
  return steps.flatMap(({ call, mark }) => {
    const [left = [], right = []] = [ours.get(call), theirs.get(call)];
    const middle: Row = {
      what: `${call}${what}, p50`,
      unit: "ms",
      tsrt: median(left),
      containerd: median(right),
    };
    const tail: Row = {
      what: `${call}${what}, p99`,
      unit: "ms",
      tsrt: percentile(left, 0.99),
      containerd: percentile(right, 0.99),
      mark: { is: "≤", ratio: 1 },
    };
    return [mark === undefined ? middle : { ...middle, mark: { is: "≤", ratio: mark } }, tail];
  });
}

const noLaps = (): Laps => new Map(steps.map(({ call }) => [call, []]));

export async function pods(): Promise<Row[]> {
  using directory = scratch();
  const archive = directory.join("image.tar");
  await writeArchive(archive, { name: podImage, config: podImageConfig });
  await using ours = await startTsrt(archive);
  await using theirs = await startContainerd(archive);
  const laps: [Laps, Laps] = [noLaps(), noLaps()];
  const nodes = [ours, theirs];
  await round(nodes, "warm-up", [noLaps(), noLaps()]);
  for (let index = 0; index < rounds; index++) {
    await round(nodes, `pod-${index}`, laps);
  }
  return rowsOf(...laps);
}
