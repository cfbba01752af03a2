// What becomes of a pod is drawn before it begins, from the seed alone.
import type { Random } from "../../harness/random.ts";

export interface ContainerPlan {
  readonly name: string;
  /** The numbers that it prints, a line each. */
  readonly lines: number;
  /** Lines between two pauses. */
  readonly burst: number;
  readonly exitCode: number;
  /** Whether it stays when it has printed, until somebody stops it. */
  readonly stays: boolean;
}

export interface LifePlan {
  readonly name: string;
  /** The runtime handler, which stands for the kind of network. */
  readonly handler: string;
  /** Whether each container has process ids of its own, so that the pod needs no pause process. */
  readonly ownPids: boolean;
  readonly containers: readonly ContainerPlan[];
  /** Commands that are run in the first container. */
  readonly execs: number;
  /** Whether containers are stopped and removed one by one before their pod is, as kubelet's collection does it. */
  readonly removesContainers: boolean;
}

export function drawLife(random: Random, number: number, handlers: readonly string[]): LifePlan {
  const count = 1 + random(3);
  return {
    name: `life-${number}`,
    handler: handlers[random(handlers.length)] ?? "",
    ownPids: random(2) === 0,
    containers: Array.from({ length: count }, (_, index) => drawContainer(random, index)),
    execs: random(3),
    removesContainers: random(2) === 0,
  };
}

function drawContainer(random: Random, index: number): ContainerPlan {
  return {
    name: `c${index}`,
    lines: 1 + random(400),
    burst: 5 + random(45),
    exitCode: random(100),
    stays: random(3) === 0,
  };
}

/** The script of a container, for a shell. `marker` is in the command line of its process. */
export function scriptOf({ lines, burst, exitCode, stays }: ContainerPlan, marker: string): string {
  const print = `i=0; while [ $i -lt ${lines} ]; do i=$((i+1)); echo line $i; [ $((i%${burst})) = 0 ] && sleep 0.05; done`;
  const end = stays ? "while :; do sleep 1; done" : `exit ${exitCode}`;
  return `: ${marker}; trap 'exit 143' TERM; ${print}; ${end}`;
}
