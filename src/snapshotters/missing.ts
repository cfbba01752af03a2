import { SystemError } from "../linux/libc.ts";

/** What `work` gives; undefined when the file it works on is missing, because others change the tree at the same time. */
export function unlessMissing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof SystemError && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
