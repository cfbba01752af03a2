// The removals' Worker: a tree of millions of files takes its time, and so may a single one on a busy disk.
import { type PackedFault, packFault } from "../errors/packed.ts";
import { removeTree } from "./remove-tree.ts";

declare const self: Worker;

export interface Removed {
  readonly fault?: PackedFault;
}

self.onmessage = ({ data: path }: MessageEvent<string>): void => {
  self.postMessage(remove(path));
};

function remove(path: string): Removed {
  try {
    removeTree(path);
    return {};
  } catch (error) {
    return { fault: packFault(new Error(`remove ${path}`, { cause: error })) };
  }
}
