import { readFileSync, readlinkSync } from "node:fs";

/** Which shim a task's init process runs under: its parent's executable and pid; `-` when that cannot be seen. */
export function shimOf(pid: number): string {
  try {
    const parent = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "";
    const name = readFileSync(`/proc/${parent}/comm`, "utf8").trim();
    return `${name} ${readlinkSync(`/proc/${parent}/exe`)} (${parent})`;
  } catch {
    return "-";
  }
}
