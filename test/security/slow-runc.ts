// A runc that stops at a certain step until the test lets it go on, so that a process can be killed at that moment.
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../harness/command.ts";

/** Whether it stops before the command runs, or after it has done its work. */
export type Moment = "before" | "after";

export class SlowRunc {
  /** The directory to be put at the beginning of PATH. */
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
    // The version is one for which the shim has no shortcuts, so that it runs this program for every step.
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

  /** Makes it stop nowhere from now on. */
  pass(): void {
    writeFileSync(this.#step, "none never\n");
    writeFileSync(this.#go, "");
  }

  /** Makes the next run of `runc STEP` stop. */
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
