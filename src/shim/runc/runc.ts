// What the shim asks of runc, a method for each command. Where this release of runc is known to do nothing more, the shim
// does the same itself and spares itself a process: see exec-fifo.ts and destroy.ts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "../../context/index.ts";
import { dataLoss } from "../../errors/index.ts";
import type { Reaper } from "../reaper.ts";
import type { SpecFacts } from "../tasks/spec.ts";
import {
  type CheckpointFlags,
  type CreateFlags,
  checkpointArgs,
  createArgs,
  type RestoreFlags,
  restoreArgs,
} from "./checkpoint.ts";
import { destroyStopped } from "./destroy.ts";
import { startByExecFifo } from "./exec-fifo.ts";
import { mayBypassRunc, oldVersionProblem } from "./runc-version.ts";
import { type ChildStdio, outputOf, type RuncSettings, runCommand } from "./spawn.ts";

const defaultRoot = "/run/containerd/runc";

/** How runc is to start a process. Files are those of the bundle. */
export interface ProcessFlags {
  readonly log: string;
  readonly cwd: string;
  readonly pidFile: string;
  /** Where runc sends the terminal's master; undefined without a terminal. */
  readonly consoleSocket?: string | undefined;
  readonly stdio: ChildStdio;
}

export class Runc {
  readonly settings: RuncSettings;
  readonly #reaper: Reaper;

  constructor(settings: RuncSettings, reaper: Reaper) {
    this.settings = settings;
    this.#reaper = reaper;
  }

  async create(ctx: Context, id: string, bundle: string, flags: ProcessFlags & CreateFlags): Promise<void> {
    const args = ["create", "--bundle", bundle, ...processArgs(flags), ...createArgs(flags), id];
    const created = this.#run(ctx, { args, ...flags });
    // Start will need the answer, and while runc creates the container there is time to ask.
    this.mayBypass().catch(() => {});
    await created;
  }

  async restore(ctx: Context, id: string, bundle: string, flags: ProcessFlags & RestoreFlags): Promise<void> {
    const args = ["restore", "--bundle", bundle, ...restoreArgs(flags), ...processArgs(flags), id];
    await this.#run(ctx, { args, ...flags });
  }

  async exec(ctx: Context, id: string, specFile: string, flags: ProcessFlags): Promise<void> {
    const args = ["exec", "--process", specFile, "--detach", ...processArgs(flags), id];
    await this.#run(ctx, { args, ...flags });
  }

  /** Lets the init `pid` of a created container go. */
  async start(ctx: Context, id: string, pid: number, spec: SpecFacts, log: string): Promise<void> {
    const isStarted = (await this.mayBypass()) && (await startByExecFifo(this.settings.root, id, pid, spec));
    if (!isStarted) {
      await this.#run(ctx, { args: ["start", id], log });
    }
  }

  async kill(ctx: Context, id: string, signal: number, all: boolean, log: string): Promise<void> {
    await this.#run(ctx, { args: ["kill", ...(all ? ["--all"] : []), id, String(signal)], log });
  }

  async pause(ctx: Context, id: string, log: string): Promise<void> {
    await this.#run(ctx, { args: ["pause", id], log });
  }

  async resume(ctx: Context, id: string, log: string): Promise<void> {
    await this.#run(ctx, { args: ["resume", id], log });
  }

  async update(ctx: Context, id: string, resourcesFile: string, log: string): Promise<void> {
    await this.#run(ctx, { args: ["update", "--resources", resourcesFile, id], log });
  }

  /** Removes a container; with `force` also one that runs, or that runc does not know. */
  async delete(ctx: Context, id: string, force: boolean, log: string): Promise<void> {
    await this.#run(ctx, { args: ["delete", ...(force ? ["--force"] : []), id], log });
  }

  /** Removes a container whose init has ended. */
  async deleteStopped(ctx: Context, id: string, spec: SpecFacts, log: string): Promise<void> {
    const isDestroyed = (await this.mayBypass()) && (await destroyStopped(this.settings, id, spec));
    if (!isDestroyed) {
      await this.delete(ctx, id, false, log);
    }
  }

  async checkpoint(ctx: Context, id: string, flags: CheckpointFlags, log: string): Promise<void> {
    await this.#run(ctx, { args: ["checkpoint", ...checkpointArgs(flags), id], log });
  }

  /** Pids of all processes in the container, as the host counts. */
  async pids(ctx: Context, id: string, log: string): Promise<number[]> {
    const command = { args: ["ps", "--format", "json", id], log };
    return parsePids(await outputOf(ctx, this.settings, this.#reaper, command));
  }

  /** Whether the shim may do itself what this runc would do. */
  mayBypass(): Promise<boolean> {
    return mayBypassRunc(this.settings, this.#reaper);
  }

  /** What a failure may come from: a runc that is too old. */
  async oldVersionProblem(): Promise<string | undefined> {
    return oldVersionProblem(this.settings, this.#reaper);
  }

  async #run(ctx: Context, command: Parameters<typeof runCommand>[3]): Promise<void> {
    await runCommand(ctx, this.settings, this.#reaper, command);
  }
}

function processArgs(flags: ProcessFlags): string[] {
  const console = flags.consoleSocket === undefined ? [] : ["--console-socket", flags.consoleSocket];
  return [...console, "--pid-file", flags.pidFile];
}

/** A list of pids as `runc ps` prints it; `null` for a container without processes. */
export function parsePids(output: string): number[] {
  const pids: unknown = JSON.parse(output);
  if (pids === null) {
    return [];
  }
  if (!Array.isArray(pids) || !pids.every((pid) => Number.isInteger(pid) && pid > 0)) {
    throw dataLoss(`runc ps printed ${JSON.stringify(output.slice(0, 100))}, which is no list of pids`);
  }
  return pids;
}

/** The pid that runc wrote. */
export function readPidFile(path: string): number {
  const pid = Number(readFileSync(path, "latin1"));
  if (!Number.isInteger(pid) || pid <= 0) {
    throw dataLoss(`no pid in ${path}`);
  }
  return pid;
}

/** Where runc keeps the state of a namespace's containers; `root` is the configured directory or empty. */
export function runcRoot(root: string, namespace: string): string {
  return join(root === "" ? defaultRoot : root, namespace);
}
