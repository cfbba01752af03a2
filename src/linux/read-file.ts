// Small files that need not be there.
import { readFileSync } from "node:fs";
import { errnoOf } from "../errors/index.ts";

/** The content of a file; undefined when there is no such file. */
export function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errnoOf(error) ?? "")) {
      return undefined;
    }
    throw error;
  }
}
