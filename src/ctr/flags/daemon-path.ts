import { resolve } from "node:path";

/**
 * A path from the command line as the daemon and its shims must be given it: absolute, because their working directory is
 * another one. Empty and undefined stay as they are.
 */
export function daemonPath(path: string): string;
export function daemonPath(path: string | undefined): string | undefined;
export function daemonPath(path: string | undefined): string | undefined {
  return path === undefined || path === "" ? path : resolve(path);
}
