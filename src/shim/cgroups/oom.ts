// Tells when the kernel has killed a process of a container for lack of memory.
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventFd, watchFile } from "../../linux/event.ts";
import { again, closeFd, readFd } from "../../linux/fd.ts";
import { closeWatched, whenReady } from "../../linux/readiness.ts";
import { report } from "../report.ts";
import type { Cgroup } from "./cgroup.ts";

export interface OomWatch {
  /** Looks now. To be called before an exit is published, so that the OOM that caused it comes first. */
  check(): void;
  stop(): void;
}

export function watchOom(cgroup: Cgroup, onOom: () => void): OomWatch | undefined {
  try {
    return cgroup.version === 1
      ? watchControl(cgroup.controllers.get("memory"), onOom)
      : watchEvents(cgroup.path, onOom);
  } catch (error) {
    report("warn", "cannot watch for OOM", error);
    return undefined;
  }
}

/** With version 1: an eventfd that is registered with memory.oom_control. It also fires when the cgroup is removed. */
function watchControl(path: string | undefined, onOom: () => void): OomWatch | undefined {
  if (path === undefined) {
    return undefined;
  }
  const event = eventFd();
  try {
    register(path, event);
  } catch (error) {
    closeFd(event);
    throw error;
  }
  return watchFd(event, () => {
    const count = readFd(event, new Uint8Array(8));
    if (count !== again && existsSync(path)) {
      onOom();
    }
  });
}

function register(path: string, event: number): void {
  const control = openSync(join(path, "memory.oom_control"), "r");
  try {
    writeFileSync(join(path, "cgroup.event_control"), `${event} ${control}`);
  } finally {
    closeSync(control);
  }
}

/** With version 2: memory.events counts the kills, and inotify tells when the file changes. */
function watchEvents(path: string, onOom: () => void): OomWatch {
  const file = join(path, "memory.events");
  const buffer = new Uint8Array(4096);
  let seen = oomKills(readFileSync(file, "utf8"));
  const inotify = watchFile(file);
  return watchFd(inotify, () => {
    readFd(inotify, buffer);
    const kills = existsSync(file) ? oomKills(readFileSync(file, "utf8")) : seen;
    if (kills > seen) {
      onOom();
    }
    seen = kills;
  });
}

/** The counter `oom_kill` in the text of memory.events. */
export function oomKills(text: string): number {
  return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0);
}

function watchFd(fd: number, look: () => void): OomWatch {
  let isOpen = true;
  const onReady = (): void => {
    look();
    if (isOpen) {
      whenReady(fd, "read", onReady);
    }
  };
  whenReady(fd, "read", onReady);
  return {
    check: () => {
      if (isOpen) {
        look();
      }
    },
    stop: () => {
      if (isOpen) {
        isOpen = false;
        closeWatched(fd);
      }
    },
  };
}
