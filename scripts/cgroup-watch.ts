// Cgroups belong to nobody: whose one was is told by the processes that were in it.
import { existsSync, rmdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { cgroupRoots, directories, read } from "./traces.ts";

/** Looks from time to time where the descendants of this process are; containers' cgroups are `/NAMESPACE/ID`. */
export class CgroupWatch {
  readonly #roots = cgroupRoots();
  /** Relative to a root, with whether a descendant was the first to be seen there; unset while nobody was. */
  readonly #isOurs = new Map<string, boolean>();

  constructor() {
    for (const path of this.#containers()) {
      this.#isOurs.set(path, false);
    }
  }

  look(): void {
    for (const path of this.#containers().filter((name) => !this.#isOurs.has(name))) {
      const processes = read(`${this.#roots[0]}/${path}/cgroup.procs`).split("\n").filter(Boolean);
      if (processes.length > 0) {
        this.#isOurs.set(path, processes.some(isDescendant));
      }
    }
  }

  /** Those of descendants that are still there. */
  left(): string[] {
    return this.#everywhere(this.#ours()).filter((path) => existsSync(path));
  }

  /**
   * Of namespaces that first had a container in this time: runc makes `/NAMESPACE` and, as containerd, leaves it. One that
   * is in use stays.
   */
  removeEmptyParents(): void {
    const parents = new Set(this.#ours().map((path) => dirname(path)));
    const isNew = (path: string): boolean => path !== "." && !this.#isOurs.has(path);
    for (const path of this.#everywhere([...parents].filter(isNew))) {
      try {
        rmdirSync(path);
      } catch {
        // In use, or not there.
      }
    }
  }

  #ours(): string[] {
    return [...this.#isOurs].filter(([, isOurs]) => isOurs).map(([path]) => path);
  }

  #everywhere(paths: readonly string[]): string[] {
    return this.#roots.flatMap((root) => paths.map((path) => join(root, path)));
  }

  /** One hierarchy is enough: runc joins all of them. */
  #containers(): string[] {
    const [root] = this.#roots;
    return root === undefined
      ? []
      : directories(root)
          .flatMap((parent) => [parent, ...directories(parent)])
          .map((path) => relative(root, path));
  }
}

function isDescendant(pid: string): boolean {
  for (let ancestor = pid; ancestor !== "" && ancestor !== "0"; ancestor = parentOf(ancestor)) {
    if (ancestor === String(process.pid)) {
      return true;
    }
  }
  return false;
}

function parentOf(pid: string): string {
  return /^PPid:\s+(\d+)$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? "";
}
