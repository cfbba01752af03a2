// The calls of a pod's life, one at a time, each on one daemon after the other.
import { type Mark, median, pauseMillis, percentile, type Row, timed } from "./measure.ts";
import { createContainer, type Node, podConfig, rowsOf, withNodes } from "./nodes.ts";

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
  /** What its median may be of containerd's, with and without pause processes. */
  readonly marks?: readonly [number, number];
  run(node: Node, life: Life): Promise<unknown>;
}

const steps: readonly Step[] = [
  {
    call: "RunPodSandbox",
    marks: [0.8, 0.65],
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
    marks: [0.65, 0.65],
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
    marks: [0.65, 0.65],
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

const atMost = (ratio: number): Mark => ({ is: "≤", ratio });

function rowsOfStep({ call, marks }: Step, laps: readonly Laps[]): Row[] {
  const valuesOf = (pick: (values: readonly number[]) => number) =>
    laps.map((lap) => pick(lap.get(call) ?? [])) as [number, number, number];
  const middle = { what: `${call}, p50`, unit: "ms", marks: (marks ?? []).map(atMost) };
  const tail = { what: `${call}, p99`, unit: "ms", marks: [atMost(1), atMost(1)] };
  return [
    ...rowsOf(middle, valuesOf(median)),
    ...rowsOf(
      tail,
      valuesOf((values) => percentile(values, 0.99)),
    ),
  ];
}

const noLaps = (): Laps => new Map(steps.map(({ call }) => [call, []]));

export function pods(): Promise<Row[]> {
  return withNodes(async (nodes) => {
    await round(nodes, "warm-up", nodes.map(noLaps));
    const laps = nodes.map(noLaps);
    for (let index = 0; index < rounds; index++) {
      await round(nodes, `pod-${index}`, laps);
    }
    return steps.flatMap((step) => rowsOfStep(step, laps));
  });
}
