import { resolve } from "node:path";

/** A path as the daemon and its shims understand it: their working directory is another. Empty stays empty. */
export function daemonPath(path: string): string;
export function daemonPath(path: string | undefined): string | undefined;
export function daemonPath(path: string | undefined): string | undefined {
  return path === undefined || path === "" ? path : resolve(path);
}
