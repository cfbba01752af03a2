// Forks a process in which Bun runs. The child has one thread, the caller's, and shares its parent's open files, so that its
// event loop needs new descriptors in the place of its parent's. Seen to work with Bun 1.4.5; `canFork` says whether it may be tried.
import { readdirSync, readFileSync } from "node:fs";
import { addWatch, createEpoll, type Watch } from "./epoll.ts";
import { eventFd } from "./event.ts";
import { closeFd } from "./fd.ts";
import { check, forkProcess, syscall } from "./libc.ts";
import { number } from "./number.ts";
import { O } from "./open-flags.ts";

const MADV_DOFORK = 11;

/** mimalloc's thread sleeps, and a child makes one anew. Any other thread may hold a lock that nobody would release. */
const harmlessThreads = ["mi-scavenger"];

/** Whether no thread runs that a child would miss. */
export function canFork(): boolean {
  const own = String(process.pid);
  return readdirSync("/proc/self/task").every((id) => id === own || harmlessThreads.includes(nameOf(id)));
}

function nameOf(thread: string): string {
  return readFileSync(`/proc/self/task/${thread}/comm`, "latin1").trim();
}

/**
 * Gives children the memory that the engine keeps machine code in, which the engine has asked the kernel to keep from them.
 * To be called once, before the first `fork`.
 */
export function shareMachineCode(): void {
  let range = "";
  for (const line of readFileSync("/proc/self/smaps", "latin1").split("\n")) {
    if (/^[0-9a-f]+-[0-9a-f]+ rwxp /.test(line)) {
      range = line.slice(0, line.indexOf(" "));
    } else if (range !== "" && line.startsWith("VmFlags:")) {
      if (/ dc( |$)/.test(line)) {
        advise(range);
      }
      range = "";
    }
  }
}

function advise(range: string): void {
  const [start = 0n, end = 0n] = range.split("-").map((hex) => BigInt(`0x${hex}`));
  check(syscall(number.madvise, start, end - start, MADV_DOFORK), `madvise ${range}`);
}

/** What an event loop has in the kernel. */
interface EventLoop {
  readonly epoll: number;
  readonly watches: readonly Watch[];
  /** Descriptors among those watched by which other threads wake the loop up. */
  readonly eventFds: readonly number[];
}

/** Gives the child's pid, and 0 in the child, which has an event loop of its own by then. */
export function fork(): number {
  const loops = eventLoops();
  const pid = check(forkProcess(), "fork");
  if (pid === 0) {
    loops.forEach(renew);
  }
  return pid;
}

function eventLoops(): EventLoop[] {
  const loops: EventLoop[] = [];
  for (const name of readdirSync("/proc/self/fd")) {
    const watches = watchesOf(name);
    if (watches.length > 0) {
      const fds = watches.map(({ fd }) => fd);
      const eventFds = fds.filter((fd) => fdInfo(String(fd)).includes("eventfd-count:"));
      loops.push({ epoll: Number(name), watches, eventFds });
    }
  }
  return loops;
}

/** Puts new descriptors, with the same numbers and settings, in the place of those that the child shares with its parent. */
function renew({ epoll, watches, eventFds }: EventLoop): void {
  for (const fd of eventFds) {
    replace(fd, eventFd());
  }
  replace(epoll, createEpoll());
  for (const watch of watches) {
    addWatch(epoll, watch);
  }
}

function replace(fd: number, fresh: number): void {
  check(syscall(number.dup3, fresh, fd, O.CLOEXEC), "dup3");
  closeFd(fresh);
}

/** What an epoll descriptor watches, as proc(5) tells; empty for any other descriptor. */
function watchesOf(fd: string): Watch[] {
  const lines = fdInfo(fd).matchAll(/^tfd:\s*(\d+) events:\s*([0-9a-f]+) data:\s*([0-9a-f]+)/gm);
  return [...lines].map(([, target, events, data]) => ({
    fd: Number(target),
    events: Number.parseInt(events as string, 16),
    data: BigInt(`0x${data}`),
  }));
}

/** Empty for the descriptor by which the directory was read, which is closed by now. */
function fdInfo(fd: string): string {
  try {
    return readFileSync(`/proc/self/fdinfo/${fd}`, "latin1");
  } catch {
    return "";
  }
}
