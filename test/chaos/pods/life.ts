// One pod from its beginning to its end, by kubelet's calls.
import { join } from "node:path";
import { messageOf } from "../../../src/errors/index.ts";
import type { ContainerStatus } from "../../../src/rpc/gen/cri.ts";
import type { CriNode } from "../../harness/cri-node.ts";
import { Kubelet, type Surroundings } from "./kubelet.ts";
import { problemOf } from "./log-check.ts";
import type { ContainerPlan, LifePlan } from "./plan.ts";

/** Exit codes of a container that was stopped: by its own handler of the signal, before it had one, and by SIGKILL. */
const stoppedCodes = [143, 137];
/** Exit codes of a container that ended with its shim, or whose end nobody has seen. */
const lostCodes = [137, 255];
/** Exit code of a container that could not be started. */
const startFailure = 128;

/** Gives what did not hold. */
export async function live(plan: LifePlan, surroundings: Surroundings): Promise<string[]> {
  const problems: string[] = [];
  const kubelet = new Kubelet(surroundings, plan);
  try {
    const pod = await kubelet.runPod();
    const containers = await startAll(kubelet, pod, plan);
    await runCommands(kubelet, containers, plan, problems);
    for (const container of containers) {
      const status = await end(kubelet, container);
      const isLost = surroundings.isShimKilled(pod) || isUndecided(status);
      problems.push(...problemsOf(surroundings.node, plan, container, status, isLost));
    }
    if (plan.removesContainers) {
      for (const { id } of containers) {
        await kubelet.removeContainer(id);
      }
    }
  } catch (error) {
    problems.push(messageOf(error));
  }
  await kubelet.removePods().catch((error: unknown) => problems.push(messageOf(error)));
  return problems;
}

interface Started {
  readonly id: string;
  readonly plan: ContainerPlan;
}

async function startAll(kubelet: Kubelet, pod: string, { containers }: LifePlan): Promise<Started[]> {
  const started: Started[] = [];
  for (const plan of containers) {
    const id = await kubelet.runContainer(pod, plan);
    if (id !== undefined) {
      started.push({ id, plan });
    }
  }
  return started;
}

async function runCommands(
  kubelet: Kubelet,
  [first]: readonly Started[],
  { execs, name }: LifePlan,
  problems: string[],
): Promise<void> {
  for (let count = 0; first !== undefined && count < execs; count++) {
    const word = `${name}-${count}`;
    const printed = await kubelet.exec(first.id, ["echo", word]);
    if (printed !== undefined && printed !== `${word}\n`) {
      problems.push(`a command has printed ${JSON.stringify(printed)} and not ${word}`);
    }
  }
}

async function end(kubelet: Kubelet, { id, plan }: Started): Promise<ContainerStatus> {
  if (plan.stays) {
    await kubelet.stopContainer(id);
  }
  return await kubelet.ended(id);
}

/** The daemon died in the middle of a start. */
function isUndecided({ startedAt, reason }: ContainerStatus): boolean {
  return startedAt === 0n && reason === "Unknown";
}

function problemsOf(
  node: CriNode,
  life: LifePlan,
  { id, plan }: Started,
  { exitCode, reason, message }: ContainerStatus,
  isLost: boolean,
): string[] {
  const codes = [
    ...(plan.stays ? stoppedCodes : [plan.exitCode]),
    ...(isLost ? [...lostCodes, startFailure] : []),
  ];
  const who = `container ${plan.name} (${id.slice(0, 12)})`;
  const problems: string[] = [];
  if (!codes.includes(exitCode)) {
    problems.push(
      `${who} has ended with ${exitCode} ${reason} ${message}, and not with ${codes.join(" or ")}`,
    );
  }
  const path = join(node.logDirectory(life.name), `${plan.name}.log`);
  const isWhole = !plan.stays && !isLost;
  const problem = problemOf(path, plan, isWhole ? "whole" : "beginning");
  return problem === undefined ? problems : [...problems, `${who}: ${problem}`];
}
