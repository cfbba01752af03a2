// Pods and their containers as a table, in which containers hang below their pods.
import type { PodUsage } from "../../client/index.ts";
import { type Timestamp, toMillis } from "../../core/time.ts";
import { printListing } from "../print/output.ts";
import { compact } from "../print/table.ts";
import { binarySize, cpuTime, shortDuration } from "../print/units.ts";
import { type ContainerLeaf, type PodTree, pathOf } from "./tree.ts";

/** How much of an id is printed. Source: crictl, whose users take such ids for its own commands. */
const shortIdLength = 13;

/** A line of the table: a pod, or one of its containers. */
interface Row extends Partial<PodUsage> {
  readonly label: string;
  readonly id: string;
  readonly state: string;
  readonly restarts: number;
  readonly address: string;
  readonly pid: number;
  readonly since: Timestamp;
  readonly image: string;
}

export function printTrees(trees: readonly PodTree[], format: string | undefined): void {
  printListing(trees.flatMap(rowsOf), format, {
    layout: compact,
    tabs: "none",
    columns: {
      POD: ({ label }) => label,
      ID: ({ id }) => id.slice(0, shortIdLength),
      STATE: ({ state }) => state,
      RESTARTS: ({ restarts }) => String(restarts),
      IP: ({ address }) => address,
      PID: ({ pid }) => (pid === 0 ? "-" : String(pid)),
      "CPU TIME": ({ cpuNanos }) => (cpuNanos === undefined ? "-" : cpuTime(cpuNanos)),
      MEMORY: ({ workingSet }) => (workingSet === undefined ? "-" : binarySize(Number(workingSet))),
      AGE: ({ since }) => shortDuration(Date.now() - toMillis(since)),
      IMAGE: ({ image }) => image || "-",
    },
    expendable: ["IMAGE", "PID", "ID", "AGE"],
  });
}

function rowsOf(tree: PodTree): Row[] {
  const { attempt, createdAt, containers } = tree;
  const address = addressOf(tree);
  const pod = { ...tree, label: pathOf(tree), restarts: attempt, address, since: createdAt, image: "" };
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
    address: "-",
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

/** `host` for a pod of the host's network, whose addresses CRI does not tell. */
function addressOf({ ips, usesHostNetwork }: PodTree): string {
  return ips.join(",") || (usesHostNetwork ? "host" : "-");
}
