// Kills the daemon and shims at moments that nobody has prepared for.
import type { CriNode } from "../../harness/cri-node.ts";
import type { Random } from "../../harness/random.ts";

/** Milliseconds between two deaths, where a start of the daemon takes `usualStart`. On a slower machine it is more, or nothing would get done. */
const shortestPause = 30;
const longestPause = 2500;
const usualStart = 500;
/** Milliseconds that no daemon is there. */
const longestAbsence = 400;
/** One in so many deaths is a shim's. */
const shimShare = 3;

export class Killer {
  readonly #node: CriNode;
  readonly #random: Random;
  readonly #stop = Promise.withResolvers<void>();
  readonly #ended: Promise<void>;
  readonly #lostPods = new Set<string>();
  #isStopped = false;
  #slowness = 1;
  daemons = 0;
  shims = 0;
  /** Milliseconds between a start of the daemon and its first answer. */
  slowestStart = 0;

  /** `onFailure` is called when there is no daemon any more, because one did not start. */
  constructor(node: CriNode, random: Random, onFailure: (error: unknown) => void) {
    this.#node = node;
    this.#random = random;
    this.#ended = this.#run().catch(onFailure);
  }

  isShimKilled(podId: string): boolean {
    return this.#lostPods.has(podId);
  }

  /** The daemon runs when this resolves, unless one did not start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stop.resolve();
    await this.#ended;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      // Short ones are more frequent: they meet what the daemon does at its start.
      const pause = shortestPause + this.#random(1 + this.#random(longestPause)) * this.#slowness;
      await Promise.race([Bun.sleep(pause), this.#stop.promise]);
      if (this.#isStopped) {
        return;
      }
      if (this.#random(shimShare) === 0) {
        this.#killShim();
      } else {
        await this.#killDaemon();
      }
    }
  }

  async #killDaemon(): Promise<void> {
    this.daemons++;
    await this.#node.kill();
    await Bun.sleep(this.#random(longestAbsence));
    if (this.#random(shimShare) === 0) {
      this.#killShim();
    }
    const begun = performance.now();
    await this.#node.daemon.start();
    const millis = performance.now() - begun;
    this.slowestStart = Math.max(this.slowestStart, millis);
    this.#slowness = Math.max(1, millis / usualStart);
  }

  #killShim(): void {
    const shims = this.#node.shims();
    const shim = shims[this.#random(Math.max(shims.length, 1))];
    if (shim !== undefined) {
      this.#lostPods.add(shim.podId);
      this.shims++;
      killIfThere(shim.pid);
    }
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}
