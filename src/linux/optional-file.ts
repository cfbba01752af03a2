// Files and directories of a configuration that may be absent.
import { readdir, readFile } from "node:fs/promises";
import { errnoOf } from "../errors/index.ts";

const missing = ["ENOENT", "ENOTDIR"];

/** The file as text; undefined when there is none, or reading fails with one of `alsoAbsent`. */
export async function readIfPresent(
  path: string,
  alsoAbsent: readonly string[] = [],
): Promise<string | undefined> {
  return await undefinedIf([...missing, ...alsoAbsent], readFile(path, "utf8"));
}

/** Names in the directory; undefined when there is none. */
export async function listIfPresent(path: string): Promise<string[] | undefined> {
  return await undefinedIf(missing, readdir(path));
}

async function undefinedIf<T>(codes: readonly string[], reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (codes.includes(errnoOf(error) ?? "")) {
      return undefined;
    }
    throw error;
  }
}
