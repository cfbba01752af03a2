// `binary://PATH?key=value`: a logger, which is a process that reads the container's own pipes as its fds 3 and 4, and closes its
// fd 5 when it is ready. Source: containerd cmd/containerd-shim-runc-v2/process/{io,io_util}.go, core/runtime/v2/logging.
import { again, closeFd, closePipes, openPipes, type Pipe, readFd, setNonblocking } from "../../linux/fd.ts";
import { closeWatched, whenReady } from "../../linux/readiness.ts";
import type { Target } from "./sink.ts";

/** How long a logger may take to end, in ms: 10 s to clean up, and a little to notice the signal. */
const terminationTimeout = 12_000;

export interface Logger {
  /** The write ends of the logger's pipes: for the container's process, or for the pump that copies its terminal. */
  readonly stdout: number;
  readonly stderr: number;
  /** Ends the logger with SIGTERM and, when it takes too long, with SIGKILL. */
  stop(): Promise<void>;
}

export interface LoggerOwner {
  readonly id: string;
  readonly namespace: string;
  /** Is told of the logger's process, which the reaper must not take for a stray. */
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
    await whenLoggerIsReady(ready, target.scheme === "binary-v2");
  } catch (error) {
    child.kill("SIGKILL");
    closeFd(stdout.write);
    closeFd(stderr.write);
    throw error;
  }
  return { stdout: stdout.write, stderr: stderr.write, stop: () => stop(child) };
}

/** Each key of the query once, followed by its first value. */
function argumentsOf(query: URLSearchParams): string[] {
  return [...new Set(query.keys())].flatMap((key) => [key, query.get(key) ?? ""]);
}

/** With `binary-v2` a logger writes a byte before it closes its end: without one it has crashed. */
async function whenLoggerIsReady({ read }: Pipe, mustSay: boolean): Promise<void> {
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
