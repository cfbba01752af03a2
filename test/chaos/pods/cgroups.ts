import { existsSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { cgroupRoots, directories } from "../../../scripts/traces.ts";

/** The cgroup that all pods of a run are below, in every hierarchy. */
export class PodCgroups implements Disposable {
  readonly parent = `/tsrt-chaos-${process.pid}`;

  leftovers(): string[] {
    return this.#own().flatMap((path) => directories(path).map((child) => `cgroup ${child}`));
  }

  [Symbol.dispose](): void {
    for (const path of this.#own()) {
      removeTree(path);
    }
  }

  #own(): string[] {
    return cgroupRoots()
      .map((root) => join(root, this.parent))
      .filter((path) => existsSync(path));
  }
}

function removeTree(path: string): void {
  for (const child of directories(path)) {
    removeTree(child);
  }
  rmdirSync(path);
}
