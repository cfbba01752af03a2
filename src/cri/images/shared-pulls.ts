import { abortable, derive, detached, type Scoped } from "../../context/index.ts";
import { canceled } from "../../errors/index.ts";
import type { PullProgress, PullStatus } from "./pull-progress.ts";

interface SharedPull {
  readonly result: Promise<string>;
  readonly progress: PullProgress;
  readonly controller: AbortController;
  /** How many callers wait for it. */
  waiting: number;
}

/** A pull that begins: how to follow it, and what it does. */
export interface NewPull {
  readonly progress: PullProgress;
  readonly run: (ctx: Scoped, progress: PullProgress) => Promise<string>;
}

/** Pulls that run. Callers who ask for the same share one, which ends early only when all of them have left. */
export class SharedPulls {
  readonly #running = new Map<string, SharedPull>();

  /** Waits for the pull of this key, which `begin` makes when none runs. */
  async join(ctx: Scoped, key: string, begin: () => NewPull): Promise<string> {
    const pull = this.#running.get(key) ?? this.#start(ctx, key, begin());
    pull.waiting++;
    try {
      return await abortable(pull.result, ctx.signal);
    } finally {
      pull.waiting--;
      if (pull.waiting === 0) {
        this.#forget(key, pull);
        pull.controller.abort(canceled("canceled by all callers"));
      }
    }
  }

  /** How far the pulls are that run now. */
  get statuses(): PullStatus[] {
    return [...this.#running.values()].map(({ progress }) => progress.status);
  }

  #start(ctx: Scoped, key: string, { progress, run }: NewPull): SharedPull {
    const controller = new AbortController();
    const scope = derive(detached(ctx), { signal: controller.signal });
    const result = run(scope, progress);
    const pull = { result, progress, controller, waiting: 0 };
    this.#running.set(key, pull);
    result
      .then(
        () => progress.complete(),
        (error: unknown) => progress.fail(error),
      )
      .finally(() => this.#forget(key, pull));
    return pull;
  }

  /** Another pull of the same key may run already. */
  #forget(key: string, pull: SharedPull): void {
    if (this.#running.get(key) === pull) {
      this.#running.delete(key);
    }
  }
}
