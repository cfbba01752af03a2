// Forks a process in which Bun runs. The child has one thread, the caller's, and shares its parent's open files: the
// event loop's own must be its own. Seen to work with Bun 1.4.5; `canFork` says whether it may be tried.

import { readdirSync, readFileSync } from "node:fs";
import { O_CLOEXEC } from "./close-on-exec.ts";
import { closeFd } from "./fd.ts";
import { address, check, forkProcess, syscall } from "./libc.ts";
import { number } from "./number.ts";

const O_NONBLOCK = 0o4000;
const EPOLL_CTL_ADD = 1;
const MADV_DOFORK = 11;

/** struct epoll_event is packed on x86-64 only. */
const dataOffset = process.arch === "x64" ? 4 : 8;
const eventSize = process.arch === "x64" ? 12 : 16;

/** mimalloc's, which sleeps and which a child makes anew. Any other thread may hold a lock that nobody would release. */
const harmlessThreads = ["mi-scavenger"];

/** Whether no other thread runs that a child would miss. */
export function canFork(): boolean {
  const own = String(process.pid);
  return readdirSync("/proc/self/task").every((id) => id === own || harmlessThreads.includes(nameOf(id)));
}

function nameOf(thread: string): string {
  return readFileSync(`/proc/self/task/${thread}/comm`, "latin1").trim();
}

/**
 * Lets children have the memory that the engine keeps machine code in: it asks the kernel not to give that to them.
 * Once for a process, before its first `fork`.
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

/** What an event loop has of its own in the kernel. */
interface EventLoop {
  readonly epoll: number;
  readonly watches: readonly Watch[];
  /** Those among them by which other threads wake it up. */
  readonly eventFds: readonly number[];
}

interface Watch {
  readonly fd: number;
  readonly events: number;
  readonly data: bigint;
}

/** The child's pid; 0 in the child, whose event loop is its own then. */
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

/** Puts new ones in the place of what the child shares with its parent, of the same numbers and settings. */
function renew({ epoll, watches, eventFds }: EventLoop): void {
  for (const fd of eventFds) {
    replace(fd, check(syscall(number.eventfd2, 0, O_CLOEXEC | O_NONBLOCK), "eventfd2"));
  }
  replace(epoll, check(syscall(number.epoll_create1, O_CLOEXEC), "epoll_create1"));
  for (const watch of watches) {
    addWatch(epoll, watch);
  }
}

function replace(fd: number, fresh: number): void {
  check(syscall(number.dup3, fresh, fd, O_CLOEXEC), "dup3");
  closeFd(fresh);
}

function addWatch(epoll: number, { fd, events, data }: Watch): void {
  const event = new DataView(new ArrayBuffer(eventSize));
  event.setUint32(0, events, true);
  event.setBigUint64(dataOffset, data, true);
  check(syscall(number.epoll_ctl, epoll, EPOLL_CTL_ADD, fd, address(event)), "epoll_ctl");
}

/** What an epoll watches, as proc(5) tells; empty for any other fd. */
function watchesOf(fd: string): Watch[] {
  const lines = fdInfo(fd).matchAll(/^tfd:\s*(\d+) events:\s*([0-9a-f]+) data:\s*([0-9a-f]+)/gm);
  return [...lines].map(([, target, events, data]) => ({
    fd: Number(target),
    events: Number.parseInt(events as string, 16),
    data: BigInt(`0x${data}`),
  }));
}

/** Empty for the fd by which the directory was read. */
function fdInfo(fd: string): string {
  try {
    return readFileSync(`/proc/self/fdinfo/${fd}`, "latin1");
  } catch {
    return "";
  }
}
