// The public command line of shims, built in or foreign. Source: containerd pkg/shim/util.go and core/runtime/v2/README.md.
import type { Exit } from "../core/task.ts";
import { now } from "../core/time.ts";
import { DeleteResponse } from "../rpc/gen/task3.ts";
import type { Bundle } from "./bundle.ts";
import { environment, type ShimSettings } from "./settings.ts";

export interface Output {
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

/** What a shim prints is short; more than this is a fault of its. */
const maxOutput = 1 << 20;

export interface CommandOptions {
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly stdin?: Uint8Array;
  /** Kills it. */
  readonly signal?: AbortSignal;
  readonly timeoutMillis: number;
}

/** Runs to its end. An exit code, a signal or the timeout throws with what it printed to stderr. */
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

/** The flags that `start` and `delete` have in common. */
export function commonArguments(settings: ShimSettings, bundle: Bundle): string[] {
  return [
    ...["-namespace", bundle.namespace],
    ...["-address", settings.grpcAddress],
    ...["-publish-binary", publishBinary(settings)],
    ...["-id", bundle.id],
    ...(settings.isDebug ? ["-debug"] : []),
  ];
}

/** Shims call it as `EXE publish …`; from source that is more than one word, and nobody would call it. */
export function publishBinary(settings: ShimSettings): string {
  return settings.command.length === 1 ? process.execPath : (settings.command[0] ?? process.execPath);
}

/** Cleans up after a lost shim: kills what runs, unmounts, and tells how the task ended. */
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
  const { pid, exitStatus, exitedAt } = DeleteResponse.decode(stdout);
  return { pid, status: exitStatus, exitedAt: exitedAt ?? now() };
}
