// The host that this program runs on.
import { accessSync, constants, readdirSync, readFileSync, statSync } from "node:fs";
import { errnoOf } from "../errors/index.ts";
import { askDaemon } from "./ask-daemon.ts";
import type { Host, Output } from "./host.ts";

/** Milliseconds that a program may take: one that hangs must not hold up the other checks. */
const programTimeout = 10_000;

export const thisHost: Host = {
  read: (path) => ifThere(() => readFileSync(path, "utf8")),
  list: (path) => ifThere(() => readdirSync(path)),
  isProgram,
  find: (program) => Bun.which(program) ?? undefined,
  run,
  askDaemon,
};

/** Source of the errors: ENODEV and EOPNOTSUPP are what a few files of /proc and /sys give where the kernel lacks what they tell of. */
function ifThere<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ENODEV", "EOPNOTSUPP"].includes(errnoOf(error) ?? "")) {
      return undefined;
    }
    throw error;
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

async function run(argv: readonly string[]): Promise<Output> {
  const child = Bun.spawn([...argv], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    timeout: programTimeout,
    killSignal: "SIGKILL",
  });
  const [stdout, stderr, status] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { status, stdout, stderr };
}
