// Runs one command of runc, or of the runtime that is used in its place.
import { abortFault, type Context } from "../../context/index.ts";
import { shimEngine } from "../../core/shim-record.ts";
import { errnoOf, failedPrecondition } from "../../errors/index.ts";
import type { Reaper } from "../reaper.ts";
import { RuncError } from "./errors.ts";
import { lastError, logSize } from "./log.ts";

const signalKill = 9;

export interface RuncSettings {
  /** A name to look for in PATH, or a path. */
  readonly binary: string;
  /** Directory of runc's own state of containers: one per namespace. */
  readonly root: string;
  readonly systemdCgroup: boolean;
}

/** What a command gets as stdin, stdout and stderr: a file descriptor, or nothing. */
export type ChildStdio = readonly [number | "ignore", number | "ignore", number | "ignore"];

const noStdio: ChildStdio = ["ignore", "ignore", "ignore"];

export interface Command {
  /** The subcommand and what follows it. */
  readonly args: readonly string[];
  /** The file that runc appends its log to. */
  readonly log: string;
  readonly cwd?: string | undefined;
  /** What the container's process inherits through runc. */
  readonly stdio?: ChildStdio;
}

/** Runs a command to its end. RuncError when it fails; when `ctx` ends first, runc is killed. */
export async function runCommand(
  ctx: Context,
  settings: RuncSettings,
  reaper: Reaper,
  command: Command,
): Promise<void> {
  await run(ctx, settings, reaper, command, command.stdio ?? noStdio);
}

/** As `runCommand`; gives what it printed. */
export async function outputOf(
  ctx: Context,
  settings: RuncSettings,
  reaper: Reaper,
  command: Command,
): Promise<string> {
  return run(ctx, settings, reaper, command, ["ignore", "pipe", "ignore"]);
}

type SpawnStdio = readonly [number | "ignore", number | "ignore" | "pipe", number | "ignore"];

async function run(
  ctx: Context,
  settings: RuncSettings,
  reaper: Reaper,
  command: Command,
  stdio: SpawnStdio,
): Promise<string> {
  const logStart = logSize(command.log);
  const child = spawn(
    [settings.binary, ...globalArgs(settings, command.log), ...command.args],
    command.cwd,
    stdio,
  );
  reaper.leave(child.pid, child.exited);
  const stop = (): void => child.kill(signalKill);
  ctx.signal.addEventListener("abort", stop, { once: true });
  try {
    const { stdout } = child;
    const output = stdout instanceof ReadableStream ? await new Response(stdout).text() : "";
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
  const ending = child.signalCode === null ? `exit status ${child.exitCode}` : `signal: ${child.signalCode}`;
  throw new RuncError(settings.binary, ending, lastError(command.log, logStart));
}

function globalArgs({ root, systemdCgroup }: RuncSettings, log: string): string[] {
  const systemd = systemdCgroup ? ["--systemd-cgroup"] : [];
  return ["--root", root, "--log", log, "--log-format", "json", ...systemd];
}

function spawn(command: string[], cwd: string | undefined, stdio: SpawnStdio): Bun.Subprocess {
  try {
    return Bun.spawn(command, {
      stdio: [...stdio],
      env: childEnvironment(),
      ...(cwd === undefined ? {} : { cwd }),
    });
  } catch (error) {
    if (errnoOf(error) === "ENOENT") {
      const binary = JSON.stringify(command[0]);
      throw failedPrecondition(`exec: ${binary}: executable file not found in $PATH`);
    }
    throw error;
  }
}

/**
 * The shim's environment without what is meant for the shim itself: with NOTIFY_SOCKET runc would tell systemd that the
 * shim is ready, and the variables for the engine would change how another program of Bun's runs.
 */
export function childEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    const isForShim = name === "NOTIFY_SOCKET" || name.startsWith("BUN_") || name in shimEngine;
    if (value !== undefined && !isForShim) {
      environment[name] = value;
    }
  }
  return environment;
}
