// A file in the directory of each pod that is being made. Where a daemon finds one at its start, an earlier daemon died in
// RunPodSandbox: nobody was told the pod's id.
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cri } from "../cri.ts";

const fileName = "unfinished";

export function markUnfinished(cri: Cri, id: string): void {
  mkdirSync(cri.podDirectory(id), { recursive: true, mode: 0o700 });
  writeFileSync(join(cri.podDirectory(id), fileName), "");
}

export function markFinished(cri: Cri, id: string): void {
  rmSync(join(cri.podDirectory(id), fileName));
}

export function isUnfinished(cri: Cri, id: string): boolean {
  return existsSync(join(cri.podDirectory(id), fileName));
}
