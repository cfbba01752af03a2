import type { PodUsage } from "../../client/index.ts";
import { type Timestamp, toMillis } from "../../core/time.ts";
import { command } from "../command.ts";
import { bool } from "../flags/flags.ts";
import { format } from "../flags/shared.ts";
import { type ContainerLeaf, currentOnly, type PodTree, pathOf, podTrees, withUsage } from "../pods/tree.ts";
import { printJson, printLine, printListing } from "../print/output.ts";
import { spaced } from "../print/table.ts";
import { binarySize, cpuTime, humanDuration } from "../print/units.ts";

/** How much of an id is printed. Source: crictl, whose users take such ids for its own commands. */
const shortIdLength = 13;

/** A line of the table: a pod, or one of its containers. */
interface Row extends Partial<PodUsage> {
  readonly label: string;
  readonly id: string;
  readonly state: string;
  readonly restarts: number;
  readonly ips: readonly string[];
  readonly pid: number;
  readonly since: Timestamp;
  readonly image: string;
}

export default command({
  name: "pods",
  summary: "Pods of kubelet with their containers, states, addresses, restarts and what they use",
  flags: {
    format,
    all: bool("Pods that have ended and earlier runs of containers, too", { alias: "a" }),
    quiet: bool("Print only the ids of the pods", { alias: "q" }),
  },
  async run({ flags, session }) {
    const client = await session.connect();
    const [pods, usage] = await Promise.all([podTrees(client, session), client.pods.usage(session)]);
    const every = withUsage(pods, usage);
    const trees = flags.all ? every : currentOnly(every);
    if (flags.quiet) {
      for (const { id } of trees) {
        printLine(id);
      }
      return;
    }
    if (flags.format === "json") {
      printJson(trees);
      return;
    }
    printListing(trees.flatMap(rowsOf), flags.format, {
      layout: spaced,
      tabs: "none",
      columns: {
        POD: ({ label }) => label,
        ID: ({ id }) => id.slice(0, shortIdLength),
        STATE: ({ state }) => state,
        RESTARTS: ({ restarts }) => String(restarts),
        IP: ({ ips }) => ips.join(",") || "-",
        PID: ({ pid }) => (pid === 0 ? "-" : String(pid)),
        CPU: ({ cpuNanos }) => (cpuNanos === undefined ? "-" : cpuTime(cpuNanos)),
        MEMORY: ({ workingSet }) => (workingSet === undefined ? "-" : binarySize(Number(workingSet))),
        AGE: ({ since }) => humanDuration(Date.now() - toMillis(since)),
        IMAGE: ({ image }) => image || "-",
      },
    });
  },
});

function rowsOf(tree: PodTree): Row[] {
  const { attempt, createdAt, containers } = tree;
  const pod = { ...tree, label: pathOf(tree), restarts: attempt, since: createdAt, image: "" };
  const last = containers.length - 1;
  return [pod, ...containers.map((each, index) => containerRow(each, index === last ? "└─" : "├─"))];
}

function containerRow(container: ContainerLeaf, branch: string): Row {
  const { name, attempt, startedAt, createdAt } = container;
  return {
    ...container,
    label: `${branch} ${name}`,
    state: stateOf(container),
    restarts: attempt,
    ips: [],
    since: startedAt ?? createdAt,
  };
}

/** With how and why it ended: `exited 137 (OOMKilled)`. */
function stateOf({ state, exitCode, reason }: ContainerLeaf): string {
  if (state !== "exited") {
    return state;
  }
  return reason === "" ? `exited ${exitCode}` : `exited ${exitCode} (${reason})`;
}
