// Finds out which cgroups the command made. A cgroup has no owner, so it is recognized by the processes that were seen in it.
import { existsSync, rmdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { cgroupRoots, directories, read } from "./traces.ts";

/** Looks periodically which cgroups the descendants of this process are in. Cgroups of containers are `/NAMESPACE/ID`. */
export class CgroupWatch {
  readonly #roots = cgroupRoots();
  /** For each path below a root, whether the first process that was seen there was a descendant; absent while none was seen. */
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

  /** The cgroups of descendants that still exist. */
  left(): string[] {
    return this.#everywhere(this.#ours()).filter((path) => existsSync(path));
  }

  /**
   * Removes the cgroups of namespaces whose first container was seen during the run. runc makes `/NAMESPACE` and leaves it, as it
   * does under containerd. One that is in use stays.
   */
  removeEmptyParents(): void {
    const parents = new Set(this.#ours().map((path) => dirname(path)));
    const isNew = (path: string): boolean => path !== "." && !this.#isOurs.has(path);
    for (const path of this.#everywhere([...parents].filter(isNew))) {
      try {
        rmdirSync(path);
      } catch {
        // It is in use, or does not exist.
      }
    }
  }

  #ours(): string[] {
    return [...this.#isOurs].filter(([, isOurs]) => isOurs).map(([path]) => path);
  }

  #everywhere(paths: readonly string[]): string[] {
    return this.#roots.flatMap((root) => paths.map((path) => join(root, path)));
  }

  /** The cgroups of containers in one hierarchy, which is enough, because runc makes them in all hierarchies. */
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
