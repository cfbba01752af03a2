import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { command, environment, eventually, type Result, succeed } from "./command.ts";
import { forceEnd } from "./force-end.ts";
import { preferredReference, type Reference } from "./reference.ts";
import { type Scratch, scratch } from "./scratch.ts";

export const executable: string = join(import.meta.dir, "../../dist/tsrt");

/** Delays collections for an hour. Nothing refers to the snapshots that ctr views, so an early collection would remove them. */
export const noCollection: string = `[plugins."io.containerd.gc.v1.scheduler"]\nmutation_threshold = 0\npause_threshold = 0.000001`;

export interface DaemonOptions {
  /** Further lines of config.toml. */
  readonly config?: string;
  readonly executable?: string;
  /** The reference whose ctr and runc are used. Default: the preferred one. */
  readonly reference?: Reference;
  /** The level of the log. Default `debug`. */
  readonly level?: string;
  /** The beginning of the command line: a program such as `env` or `prlimit`, which sets something up and then runs the daemon. */
  readonly wrapper?: readonly string[];
}

/** A tsrt daemon with temporary root, state and socket. It is stopped and removed at the end of its scope. */
export class Daemon implements AsyncDisposable {
  readonly directory: Scratch;
  readonly address: string;
  readonly #executable: string;
  readonly #level: string;
  readonly #reference: Reference | undefined;
  /** The configuration, which may be changed for the next start. */
  wrapper: readonly string[];
  #process: Bun.Subprocess | undefined;

  private constructor(options: DaemonOptions) {
    this.directory = scratch();
    this.address = this.directory.join("s.sock");
    this.#executable = options.executable ?? executable;
    this.#level = options.level ?? "debug";
    this.#reference = options.reference;
    this.wrapper = options.wrapper ?? [];
    const { path } = this.directory;
    const config = `version = 2\nroot = "${path}/root"\nstate = "${path}/state"\n${options.config ?? ""}\n`;
    writeFileSync(this.directory.join("config.toml"), config);
  }

  static async start(options: DaemonOptions = {}): Promise<Daemon> {
    const daemon = new Daemon(options);
    await daemon.start();
    return daemon;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** False, too, when somebody else has ended it. */
  get isRunning(): boolean {
    const child = this.#process;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  get log(): string {
    return readFileSync(this.directory.join("log"), "utf8");
  }

  async start(): Promise<void> {
    const log = openSync(this.directory.join("log"), "a");
    const config = this.directory.join("config.toml");
    const argv = [
      ...this.wrapper,
      this.#executable,
      "daemon",
      "-c",
      config,
      "-a",
      this.address,
      "-l",
      this.#level,
    ];
    const env = { ...environment, PATH: this.#reference?.path ?? environment.PATH ?? "" };
    this.#process = Bun.spawn(argv, { stdin: "ignore", stdout: log, stderr: log, env });
    closeSync(log);
    try {
      await this.#answers(this.#process);
    } catch (error) {
      // The next start must not find a daemon that is still starting.
      await this.kill();
      throw error;
    }
  }

  async #answers(child: Bun.Subprocess): Promise<void> {
    await eventually("the daemon to answer", async () => {
      if (child.exitCode !== null) {
        throw new Error(`the daemon ended with ${child.exitCode}:\n${this.log}`);
      }
      return (await this.ctr("version")).status === 0;
    });
  }

  /** Stops the daemon as an administrator would. Containers go on. */
  async stop(): Promise<number> {
    this.#process?.kill("SIGTERM");
    const status = (await this.#process?.exited) ?? 0;
    this.#process = undefined;
    return status;
  }

  async kill(): Promise<void> {
    this.#process?.kill("SIGKILL");
    await this.#process?.exited;
    this.#process = undefined;
  }

  /** `tsrt ctr` against this daemon. */
  ctr(...args: string[]): Promise<Result> {
    return command([this.#executable, "ctr", "-a", this.address, ...args]);
  }

  /** The reference's ctr against this daemon. */
  goCtr(...args: string[]): Promise<Result> {
    return command([(this.#reference ?? preferredReference()).ctr, "-a", this.address, ...args]);
  }

  /** Removes all tasks and containers of all namespaces, stops, and deletes the directories. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (!this.isRunning) {
        await this.start();
      }
      await this.#removeContainers();
      await this.stop();
    } catch (error) {
      await this.forceEnd();
      throw error;
    } finally {
      rmSync(this.directory.path, { recursive: true, force: true });
    }
  }

  /** Ends the daemon with everything that it runs, whatever state it is in. */
  async forceEnd(): Promise<void> {
    await this.kill();
    await forceEnd(this.directory.path);
  }

  async #removeContainers(): Promise<void> {
    const namespaces = await succeed([this.#executable, "ctr", "-a", this.address, "namespaces", "ls", "-q"]);
    for (const namespace of namespaces.split("\n").filter((line) => line !== "")) {
      const listed = await this.ctr("-n", namespace, "containers", "ls", "-q");
      for (const id of listed.stdout.split("\n").filter((line) => line !== "")) {
        await this.ctr("-n", namespace, "tasks", "kill", "-s", "SIGKILL", id);
        await this.ctr("-n", namespace, "tasks", "delete", "--force", id);
        await this.ctr("-n", namespace, "containers", "rm", id);
      }
    }
  }
}
