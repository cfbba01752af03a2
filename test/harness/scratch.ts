import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A temporary directory that goes with its scope. Short: sockets are made in it. */
export interface Scratch extends Disposable {
  readonly path: string;
  join(...parts: string[]): string;
}

export function scratch(prefix = "tsrt-"): Scratch {
  const path = mkdtempSync(join(tmpdir(), prefix));
  return {
    path,
    join: (...parts) => join(path, ...parts),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
