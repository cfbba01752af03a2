// The Worker that removes trees. A tree of millions of files takes long, and on a busy disk so may a single file.
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
