import { preferredPath } from "./reference.ts";

export interface Result {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** Milliseconds after which the command is killed. */
  readonly timeout?: number;
}

/** The environment of all commands and daemons of tests. */
export const environment: Record<string, string> = {
  PATH: preferredPath,
  HOME: process.env.HOME ?? "/root",
  LANG: "C",
  // Without this, containerd's ctr prints the daemon's deprecation warnings, such as for cgroup v1, before each answer.
  CONTAINERD_SUPPRESS_DEPRECATION_WARNINGS: "1",
};

/** Runs a command to its end. It does not throw when the command fails. */
export async function command(argv: readonly string[], options: CommandOptions = {}): Promise<Result> {
  const child = Bun.spawn([...argv], {
    stdin: options.input === undefined ? "ignore" : Buffer.from(options.input),
    stdout: "pipe",
    stderr: "pipe",
    env: { ...environment, ...options.env },
    timeout: options.timeout ?? 60_000,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const [stdout, stderr, status] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { status, stdout, stderr };
}

/** Runs a command, and throws with its output when it fails. */
export async function succeed(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await command(argv, options);
  if (status !== 0) {
    throw new Error(`${argv.join(" ")} ended with ${status}: ${stderr}${stdout}`);
  }
  return stdout;
}

/** Calls `probe` until it returns something other than undefined; throws after `timeout` milliseconds. */
export async function eventually<T>(
  what: string,
  probe: () => T | Promise<T>,
  timeout = 30_000,
): Promise<NonNullable<T>> {
  const end = performance.now() + timeout;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== null && value !== false) {
      return value as NonNullable<T>;
    }
    if (performance.now() > end) {
      throw new Error(`waited ${timeout} ms in vain: ${what}`);
    }
    await Bun.sleep(20);
  }
}
