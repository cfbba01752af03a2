// Runs runc, or what is used in its place. Errors carry runc's own words: the last line of level error in its log.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "../../context/index.ts";
import { abortFault } from "../../context/index.ts";
import { failedPrecondition } from "../../errors/index.ts";
import type { Reaper } from "../tasks/reaper.ts";

export const defaultRoot = "/run/containerd/runc";
const signalKill = 9;

export interface RuncSettings {
  /** A name to look for in PATH, or a path. */
  readonly binary: string;
  /** Directory of runc's own state of containers: one per namespace. */
  readonly root: string;
  readonly systemdCgroup: boolean;
}

/** What a command gets as stdin, stdout and stderr: an fd, or nothing. */
export type ChildStdio = readonly [number | "ignore", number | "ignore", number | "ignore"];

const noStdio: ChildStdio = ["ignore", "ignore", "ignore"];

export interface Launch {
  readonly log: string;
  readonly cwd: string;
  readonly pidFile: string;
  /** Where runc sends the terminal's master; undefined without a terminal. */
  readonly consoleSocket?: string | undefined;
  readonly stdio: ChildStdio;
}

export interface CreateFlags {
  readonly noPivot: boolean;
  readonly noNewKeyring: boolean;
}

export interface CheckpointFlags {
  readonly imagePath: string;
  readonly workPath: string;
  readonly parentPath: string;
  readonly leaveRunning: boolean;
  readonly openTcp: boolean;
  readonly externalUnixSockets: boolean;
  readonly terminal: boolean;
  readonly fileLocks: boolean;
  readonly emptyNamespaces: readonly string[];
}

/** runc failed. The message is in go-runc's words; `said` is what runc's log complains of, if it does. */
export class RuncError extends Error {
  override readonly name = "RuncError";
  readonly said: string | undefined;

  constructor(binary: string, ending: string, said: string | undefined) {
    const reason = said === undefined ? "" : `: ${said}`;
    super(`${binary} did not terminate successfully: ${ending}${reason}`);
    this.said = said;
  }
}

/** `OCI runtime create failed: MSG`: what containerd makes of runc's failures. */
export function runtimeError(what: string, error: unknown): Error {
  return error instanceof RuncError && error.said !== undefined
    ? new Error(`${what}: ${error.said}`)
    : new Error(what, { cause: error });
}

interface Command {
  readonly args: readonly string[];
  readonly log: string;
  readonly cwd?: string | undefined;
  readonly stdio?: ChildStdio;
}

export class Runc {
  readonly settings: RuncSettings;
  readonly #reaper: Reaper;

  constructor(settings: RuncSettings, reaper: Reaper) {
    this.settings = settings;
    this.#reaper = reaper;
  }

  async create(ctx: Context, id: string, bundle: string, launch: Launch, flags: CreateFlags): Promise<void> {
    const args = ["create", "--bundle", bundle, ...launchArgs(launch), ...createArgs(flags), id];
    await this.#run(ctx, { args, ...launch });
  }

  async restore(
    ctx: Context,
    id: string,
    bundle: string,
    launch: Launch,
    flags: CreateFlags & {
      readonly imagePath: string;
      readonly workPath: string;
      readonly parentPath: string;
    },
  ): Promise<void> {
    const parent = flags.parentPath === "" ? [] : ["--parent-path", flags.parentPath];
    const paths = ["--image-path", flags.imagePath, "--work-path", flags.workPath, ...parent];
    const args = ["restore", "--detach", "--no-subreaper", "--bundle", bundle];
    await this.#run(ctx, {
      args: [...args, ...paths, ...launchArgs(launch), ...createArgs(flags), id],
      ...launch,
    });
  }

  async exec(ctx: Context, id: string, specFile: string, launch: Launch): Promise<void> {
    const args = ["exec", "--process", specFile, "--detach", ...launchArgs(launch), id];
    await this.#run(ctx, { args, ...launch });
  }

  async start(ctx: Context, id: string, log: string): Promise<void> {
    await this.#run(ctx, { args: ["start", id], log });
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

  async delete(ctx: Context, id: string, force: boolean, log: string): Promise<void> {
    await this.#run(ctx, { args: ["delete", ...(force ? ["--force"] : []), id], log });
  }

  async checkpoint(ctx: Context, id: string, flags: CheckpointFlags, log: string): Promise<void> {
    await this.#run(ctx, { args: ["checkpoint", ...checkpointArgs(flags), id], log });
  }

  /** Pids of all processes in the container, as the host counts. */
  async pids(ctx: Context, id: string, log: string): Promise<number[]> {
    const output = await this.#run(ctx, { args: ["ps", "--format", "json", id], log }, "pipe");
    return (JSON.parse(output) as number[] | null) ?? [];
  }

  async #run(ctx: Context, command: Command, stdout?: "pipe"): Promise<string> {
    const { binary, root, systemdCgroup } = this.settings;
    const systemd = systemdCgroup ? ["--systemd-cgroup"] : [];
    const global = ["--root", root, "--log", command.log, "--log-format", "json", ...systemd];
    const logStart = sizeOf(command.log);
    const [stdin, out, stderr] = command.stdio ?? noStdio;
    const child = spawn([binary, ...global, ...command.args], {
      cwd: command.cwd,
      stdio: [stdin, stdout ?? out, stderr],
    });
    this.#reaper.leave(child.pid, child.exited);
    const stop = (): void => child.kill(signalKill);
    ctx.signal.addEventListener("abort", stop, { once: true });
    try {
      const output = stdout === "pipe" ? await new Response(child.stdout as ReadableStream).text() : "";
      await child.exited;
      if (child.exitCode === 0) {
        return output;
      }
    } finally {
      ctx.signal.removeEventListener("abort", stop);
    }
    if (ctx.signal.aborted) {
      throw abortFault(ctx.signal);
    }
    const ending =
      child.signalCode === null ? `exit status ${child.exitCode}` : `signal: ${child.signalCode}`;
    throw new RuncError(binary, ending, lastError(command.log, logStart));
  }
}

interface SpawnOptions {
  readonly cwd?: string | undefined;
  readonly stdio: readonly [number | "ignore", number | "ignore" | "pipe", number | "ignore"];
}

function spawn(command: string[], options: SpawnOptions): Bun.Subprocess {
  try {
    return Bun.spawn(command, {
      stdio: [...options.stdio],
      env: childEnvironment(),
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      const binary = JSON.stringify(command[0]);
      throw failedPrecondition(`exec: ${binary}: executable file not found in $PATH`);
    }
    throw error;
  }
}

/** Without what addresses this very process: runc would tell systemd that the shim is ready. */
export function childEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && name !== "NOTIFY_SOCKET" && !name.startsWith("BUN_")) {
      environment[name] = value;
    }
  }
  return environment;
}

function launchArgs(launch: Launch): string[] {
  const console = launch.consoleSocket === undefined ? [] : ["--console-socket", launch.consoleSocket];
  return [...console, "--pid-file", launch.pidFile];
}

function createArgs(flags: CreateFlags): string[] {
  return [...(flags.noPivot ? ["--no-pivot"] : []), ...(flags.noNewKeyring ? ["--no-new-keyring"] : [])];
}

function checkpointArgs(flags: CheckpointFlags): string[] {
  const switches: readonly [boolean, string][] = [
    [flags.leaveRunning, "--leave-running"],
    [flags.openTcp, "--tcp-established"],
    [flags.externalUnixSockets, "--ext-unix-sk"],
    [flags.terminal, "--shell-job"],
    [flags.fileLocks, "--file-locks"],
  ];
  const values: readonly [string, string][] = [
    ["--image-path", flags.imagePath],
    ["--work-path", flags.workPath],
    ["--parent-path", flags.parentPath],
    ...flags.emptyNamespaces.map((name): [string, string] => ["--empty-ns", name]),
  ];
  return [
    ...switches.filter(([set]) => set).map(([, name]) => name),
    ...values.filter(([, value]) => value !== "").flat(),
  ];
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** What runc complained of last, in what it has written to its log since `start`. */
function lastError(path: string, start: number): string | undefined {
  if (sizeOf(path) <= start) {
    return undefined;
  }
  const lines = readFileSync(path).subarray(start).toString("utf8").split("\n").reverse();
  for (const line of lines) {
    const record = parseLine(line);
    if (record?.level === "error" && typeof record.msg === "string") {
      return record.msg.trim();
    }
  }
  return undefined;
}

function parseLine(line: string): { level?: unknown; msg?: unknown } | undefined {
  try {
    return line === "" ? undefined : JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The pid that runc wrote. */
export function readPidFile(path: string): number {
  const pid = Number(readFileSync(path, "latin1"));
  if (!Number.isInteger(pid) || pid <= 0) {
    throw new Error(`no pid in ${path}`);
  }
  return pid;
}

export function runcRoot(root: string, namespace: string): string {
  return join(root === "" ? defaultRoot : root, namespace);
}
