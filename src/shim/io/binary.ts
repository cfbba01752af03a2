// `binary://PATH?key=value`: a logger process that reads the container's own pipes as its fds 3 and 4, and closes fd 5
// when it is ready. Source: containerd cmd/containerd-shim-runc-v2/process/{io,io_util}.go, pkg docs of core/runtime/v2/logging.
import { again, closeFd, closePipes, openPipes, type Pipe, readFd, setNonblocking } from "../../linux/fd.ts";
import { closeWatched, whenReady } from "../../linux/readiness.ts";
import type { Target } from "./sink.ts";

/** The logger has 10 s to clean up, and a little to notice. */
const terminationTimeout = 12_000;

export interface Logger {
  /** Write ends: for runc, or for who copies a terminal. */
  readonly stdout: number;
  readonly stderr: number;
  /** SIGTERM, then SIGKILL. */
  stop(): Promise<void>;
}

export interface LoggerOwner {
  readonly id: string;
  readonly namespace: string;
  /** Told of the process, so that it is not taken for a stray. */
  leave(pid: number, exited: Promise<unknown>): void;
}

export async function startLogger(target: Target, owner: LoggerOwner): Promise<Logger> {
  const [stdout, stderr, ready] = openPipes([true, true, true]) as [Pipe, Pipe, Pipe];
  let child: Bun.Subprocess;
  try {
    child = Bun.spawn([target.path, ...argumentsOf(target.query)], {
      stdio: ["ignore", "ignore", "ignore", stdout.read, stderr.read, ready.write],
      env: { CONTAINER_ID: owner.id, CONTAINER_NAMESPACE: owner.namespace },
    });
  } catch (cause) {
    closePipes([stdout, stderr, ready]);
    throw new Error("failed to start binary process", { cause });
  }
  owner.leave(child.pid, child.exited);
  for (const fd of [stdout.read, stderr.read, ready.write]) {
    closeFd(fd);
  }
  try {
    await isReady(ready, target.scheme === "binary-v2");
  } catch (error) {
    child.kill("SIGKILL");
    closeFd(stdout.write);
    closeFd(stderr.write);
    throw error;
  }
  return { stdout: stdout.write, stderr: stderr.write, stop: () => stop(child) };
}

/** Each key once, followed by its first value. */
function argumentsOf(query: URLSearchParams): string[] {
  return [...new Set(query.keys())].flatMap((key) => [key, query.get(key) ?? ""]);
}

async function isReady({ read }: Pipe, mustSay: boolean): Promise<void> {
  setNonblocking(read);
  await new Promise<void>((resolve) => whenReady(read, "read", resolve));
  const count = readFd(read, new Uint8Array(1));
  closeWatched(read);
  if (mustSay && (count === 0 || count === again)) {
    throw new Error("logging binary did not call ready (it may have crashed or exited prematurely)");
  }
}

async function stop(child: Bun.Subprocess): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), terminationTimeout);
  await child.exited;
  clearTimeout(timer);
}
