// Removes a tree of any depth, in time that grows with the size of the tree only and with few open descriptors: directories that
// are too deep are moved up first. Neither links nor mounts lead out of the tree.
import { basename, dirname } from "node:path";
import { failedPrecondition } from "../errors/index.ts";
import { renameAt, rmdirAt, unlinkAt } from "../linux/at.ts";
import { SystemError } from "../linux/libc.ts";
import { AT_FDCWD, type Name, O, openAt, openOwn, shown, withFd } from "../linux/open.ts";
import { DT_DIR, type Entry, entries, isDirectory, statAt } from "../linux/stat.ts";
import { unlessMissing } from "./missing.ts";

/** Levels that are entered at once. Each keeps a descriptor open. */
const maxDepth = 32;

/** Removes the directory at `path` with all that is in it. It is no error when there is none. */
export function removeTree(path: string): void {
  const parent = unlessMissing(() => openAt(AT_FDCWD, dirname(path), O.PATH | O.DIRECTORY));
  if (parent !== undefined) {
    withFd(parent, () => removeDirectory(parent, basename(path), (top) => new Emptying(top).run()));
  }
}

function removeDirectory(parent: number, name: Name, empty: (directory: number) => void): void {
  const directory = unlessMissing(() => openUnmounted(parent, name));
  if (directory !== undefined) {
    withFd(directory, empty);
    unlessMissing(() => rmdirAt(parent, name));
  }
}

function openUnmounted(parent: number, name: Name): number {
  try {
    return openOwn(parent, name, O.RDONLY | O.DIRECTORY);
  } catch (error) {
    if (error instanceof SystemError && error.code === "EXDEV") {
      throw failedPrecondition(`something is mounted on ${shown(name)}`);
    }
    throw error;
  }
}

class Emptying {
  readonly #top: number;
  /** Directories that are moved get names that whoever made the tree could not know. */
  readonly #prefix = crypto.randomUUID();
  #moves = 0;

  constructor(top: number) {
    this.#top = top;
  }

  run(): void {
    for (let before = -1; before < this.#moves; ) {
      before = this.#moves;
      withFd(openAt(this.#top, ".", O.RDONLY | O.DIRECTORY), (top) => this.#empty(top, 1));
    }
  }

  #empty(directory: number, depth: number): void {
    for (const entry of entries(directory)) {
      if (!isSubdirectory(directory, entry)) {
        unlessMissing(() => unlinkAt(directory, entry.name));
      } else if (depth === maxDepth) {
        this.#moveUp(directory, entry.name);
      } else {
        removeDirectory(directory, entry.name, (below) => this.#empty(below, depth + 1));
      }
    }
  }

  #moveUp(directory: number, name: Name): void {
    const newName = `${this.#prefix}-${this.#moves++}`;
    unlessMissing(() => renameAt(directory, name, this.#top, newName));
  }
}

function isSubdirectory(directory: number, { name, type }: Entry): boolean {
  if (type !== 0) {
    return type === DT_DIR;
  }
  const stat = unlessMissing(() => statAt(directory, name));
  return stat !== undefined && isDirectory(stat);
}
