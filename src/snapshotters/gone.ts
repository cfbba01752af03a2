import { SystemError } from "../linux/libc.ts";

/** What `work` gives, or undefined when what it works on is there no more: whoever uses a tree changes it meanwhile. */
export function unlessGone<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (isGone(error)) {
      return undefined;
    }
    throw error;
  }
}

export function isGone(error: unknown): boolean {
  return error instanceof SystemError && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
