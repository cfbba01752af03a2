// A runc that stops at a step until it is told to go on: so that something can be killed just then.
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../harness/command.ts";

/** Before the command runs, or after it did its work. */
export type Moment = "before" | "after";

export class SlowRunc {
  /** To be put before PATH. */
  readonly directory: string;
  readonly #reached: string;
  readonly #go: string;
  readonly #step: string;

  constructor(directory: string) {
    this.directory = join(directory, "slow");
    this.#reached = join(directory, "slow/reached");
    this.#go = join(directory, "slow/go");
    this.#step = join(directory, "slow/step");
    mkdirSync(this.directory);
    const runc = Bun.which("runc", { PATH: "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin" });
    // Of another version than the shim has a short way for: every step is a run of this.
    const lines = [
      "#!/bin/sh",
      `if [ "$1" = --version ]; then echo "runc version 9.9.9"; exit; fi`,
      `read -r step moment < ${this.#step}`,
      `case " $* " in *" $step "*) hit=$moment ;; *) hit=never ;; esac`,
      `wait_here() { : > ${this.#reached}; while [ ! -e ${this.#go} ] && [ -d ${this.directory} ]; do sleep 0.02; done; }`,
      `if [ "$hit" = before ]; then wait_here; fi`,
      `${runc} "$@"; status=$?`,
      `if [ "$hit" = after ]; then wait_here; fi`,
      "exit $status",
    ];
    writeFileSync(join(this.directory, "runc"), `${lines.join("\n")}\n`);
    chmodSync(join(this.directory, "runc"), 0o755);
    this.pass();
  }

  /** From now on it does not stop anywhere. */
  pass(): void {
    writeFileSync(this.#step, "none never\n");
    writeFileSync(this.#go, "");
  }

  /** The next run of `runc STEP` stops. */
  stopAt(step: string, moment: Moment): void {
    for (const file of [this.#reached, this.#go]) {
      Bun.spawnSync(["rm", "-f", file]);
    }
    writeFileSync(this.#step, `${step} ${moment}\n`);
  }

  async reached(): Promise<void> {
    await eventually("runc to come to the step", () => existsSync(this.#reached));
  }
}
