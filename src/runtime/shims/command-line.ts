// The public command line of shims, the built-in one and foreign ones. Source: containerd pkg/shim/util.go and
// core/runtime/v2/README.md.
import type { Exit } from "../../core/task.ts";
import { now } from "../../core/time.ts";
import { dataLoss } from "../../errors/index.ts";
import { DeleteResponse } from "../../rpc/gen/task3.ts";
import type { Bundle } from "../bundle/bundle.ts";
import { environment, type ShimSettings } from "./settings.ts";

/** What a command printed. */
export interface Output {
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

/** Bytes of stdout or stderr. What a shim prints is short: one that prints more is killed. */
const maxOutput = 1 << 20;

export interface CommandOptions {
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly stdin?: Uint8Array;
  /** Kills the command when it aborts. */
  readonly signal?: AbortSignal;
  readonly timeoutMillis: number;
}

/** Runs a command to its end. A non-zero exit code, a signal or the timeout is an error with what the command printed. */
export async function runCommand(cmd: readonly string[], options: CommandOptions): Promise<Output> {
  const child = Bun.spawn({
    cmd: [...cmd],
    cwd: options.cwd,
    env: options.env,
    stdin: options.stdin ?? "ignore",
    stdout: "pipe",
    stderr: "pipe",
    timeout: options.timeoutMillis,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    killSignal: "SIGKILL",
    maxBuffer: maxOutput,
  });
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).bytes(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (code !== 0) {
    const printed = `${stderr.trim()} ${Buffer.from(stdout).toString().trim()}`.trim();
    const how = child.signalCode === null ? `exit status ${code}` : `signal: ${child.signalCode}`;
    throw new Error(printed === "" ? how : `${printed}: ${how}`);
  }
  return { stdout, stderr };
}

/** The flags that the commands `start` and `delete` have in common. */
export function commonArguments(settings: ShimSettings, bundle: Bundle): string[] {
  return [
    ...["-namespace", bundle.namespace],
    ...["-address", settings.grpcAddress],
    ...["-publish-binary", publishBinary(settings)],
    ...["-id", bundle.id],
    ...(settings.isDebug ? ["-debug"] : []),
  ];
}

/**
 * The executable that shims call as `EXE publish …`. A daemon that is run from source is called by more than one word, and
 * its shims have none to call.
 */
export function publishBinary(settings: ShimSettings): string {
  return settings.command.length === 1 ? process.execPath : (settings.command[0] ?? process.execPath);
}

/**
 * Runs the `delete` command of a shim, which cleans up after one that is dead: it kills what still runs, unmounts, and
 * prints how the task ended. `executable` is empty for the built-in shim.
 */
export async function runDelete(
  settings: ShimSettings,
  bundle: Bundle,
  executable: string,
  timeoutMillis: number,
): Promise<Exit> {
  const own = executable === "";
  const cmd = [
    ...(own ? [...settings.command, "shim"] : [executable]),
    ...commonArguments(settings, bundle),
    ...["-bundle", bundle.path],
    ...(own ? ["--runtime-root", settings.runtimeRoot] : []),
    "delete",
  ];
  const env = environment(settings, bundle.namespace);
  const { stdout } = await runCommand(cmd, { cwd: bundle.path, env, timeoutMillis });
  const { pid, exitStatus, exitedAt } = decodeResponse(stdout, cmd[0] ?? "");
  return { pid, status: exitStatus, exitedAt: exitedAt ?? now() };
}

function decodeResponse(stdout: Uint8Array, executable: string): DeleteResponse {
  try {
    return DeleteResponse.decode(stdout);
  } catch (cause) {
    throw dataLoss(`answer of ${executable} delete`, { cause });
  }
}
