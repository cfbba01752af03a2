// The processes of the machine, as /proc shows them. One that has ended meanwhile has no command line, and 0 as its parent.
import { readdirSync, readFileSync } from "node:fs";

export function processIds(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The arguments, with a blank after each but the last. */
export function commandLine(pid: number): string {
  return argumentsOf(pid).join(" ");
}

export function argumentsOf(pid: number): string[] {
  return read(`/proc/${pid}/cmdline`).split("\0").slice(0, -1);
}

export function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
